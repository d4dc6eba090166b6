/** @import { Place } from './keys.js' */
import { nearestIndex } from './keys.js';

/** @typedef {HTMLElement | ShadowRoot} Root Where Streamlit mounts a component. */

/**
 * The element of this kind that the component's HTML has at a selector.
 *
 * @template {HTMLElement} E
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => E} kind
 */
export function find(root, selector, kind) {
  const element = root.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`the component has no ${selector}`);
  return element;
}

/** @param {HTMLCanvasElement} canvas */
export function penOf(canvas) {
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser gives no pen for a canvas');
  return pen;
}

/** A canvas beside the page. @param {number} width @param {number} height */
export const canvasOf = (width, height) =>
  Object.assign(document.createElement('canvas'), { width, height });

/** @param {number} part */
export const cssPercent = part => `${100 * part}%`;

/**
 * The cell under a pointer, of rows × columns cells that fill an element.
 *
 * @param {MouseEvent} event
 * @param {Element} element
 * @param {number} rows
 * @param {number} columns
 * @returns {Place}
 */
export function placeUnder(event, element, rows, columns) {
  const box = element.getBoundingClientRect();
  return [
    nearestIndex(Math.floor(((event.clientY - box.top) / box.height) * rows), rows),
    nearestIndex(Math.floor(((event.clientX - box.left) / box.width) * columns), columns),
  ];
}

/**
 * The event with the exact place of a click: in some browsers a click itself has whole pixels
 * only, which on a fine screen may be those of the cell beside.
 *
 * @template {Pick<MouseEvent, 'clientX' | 'clientY'>} E
 * @param {E} click
 * @param {E | null} lifted When the last pointer was lifted; null if none was.
 */
export const exactClick = (click, lifted) =>
  lifted &&
  Math.abs(lifted.clientX - click.clientX) < 1 &&
  Math.abs(lifted.clientY - click.clientY) < 1
    ? lifted
    : click;

/**
 * Where a pointer was since the last event, oldest first.
 *
 * @param {PointerEvent} event
 */
export function pathOf(event) {
  const between = event.getCoalescedEvents?.() ?? [];
  return between.length ? between : [event];
}

/**
 * The state of a mounted component. Streamlit calls its function again whenever data or theme
 * change, and the clean-up that such a function may return in between too, even in the middle of
 * a stroke: so there is none, and what a component holds goes with its element.
 *
 * @template T
 * @param {WeakMap<Root, T>} mounted
 * @param {Root} root
 * @param {() => T} create
 */
export function mountedAt(mounted, root, create) {
  const state = mounted.get(root) ?? create();
  mounted.set(root, state);
  return state;
}
