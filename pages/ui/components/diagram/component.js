// The drawing is made of numbers and our own words only, so it can be put in as it is.
/** @import { Root } from '../shared/dom.js' */
import { find, mountedAt } from '../shared/dom.js';

/** @typedef {{ box: HTMLElement, svg: string }} Diagram */

/** @type {WeakMap<Root, Diagram>} */
const diagrams = new WeakMap();
const LONGEST_WAIT = 100; // milliseconds

/**
 * After an edit the diagram follows when the browser has painted the table, which most eyes are on.
 *
 * @param {{ data: [string], parentElement: Root }} mounted
 */
export default function ({ data: [svg], parentElement: root }) {
  const create = () => ({ box: find(root, '.scroll', HTMLElement), svg: '' });
  const diagram = mountedAt(diagrams, root, create);
  if (diagram.svg === svg) return;
  const draw = () => {
    diagram.box.innerHTML = diagram.svg;
  };
  const isFirst = diagram.svg === '';
  diagram.svg = svg;
  if (isFirst || !window.requestIdleCallback) draw();
  else requestAnimationFrame(() => requestIdleCallback(draw, { timeout: LONGEST_WAIT }));
}
