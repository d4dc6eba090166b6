// What a cell that is pointed at sees of the image, told from one component to another.
/** @import { Root } from './dom.js' */

/** @typedef {[[number, number], [number, number]]} Area Rows and columns, each [start, stop). */

const POINTED = 'nin-pointed';

/** @param {Area | null} area */
export const tellPointed = area => window.dispatchEvent(new CustomEvent(POINTED, { detail: area }));

/** As long as the component is there. @param {Root} root @param {(area: Area | null) => void} hear */
export function onPointed(root, hear) {
  /** @param {Event} event */
  const listen = event => {
    if (!root.isConnected) window.removeEventListener(POINTED, listen);
    else if (event instanceof CustomEvent) hear(event.detail);
  };
  window.addEventListener(POINTED, listen);
}
