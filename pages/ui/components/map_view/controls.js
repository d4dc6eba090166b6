// What mouse, pen, finger and keys do.
/** @import { Cell } from './packet.js' */
/** @import { View } from './state.js' */
import { exactClick, find, pathOf, placeUnder } from '../shared/dom.js';
import { choose, pointAt, sendMask, setMask, unmasked } from './answers.js';
import { middle, walk } from './cells.js';
import { cellAt } from './layout.js';
import { announce, show } from './show.js';
import { cellWords } from './wording.js';

/** @param {View} view @param {MouseEvent} event */
function cellUnder({ tiles, layout, packet }, event) {
  const box = tiles.getBoundingClientRect();
  const y = (event.clientY - box.top) * layout.density;
  const x = (event.clientX - box.left) * layout.density;
  return cellAt(layout, packet.channels, y, x);
}

/**
 * Whether a pointer has moved. A page that scrolls or grows under a mouse at rest also makes such
 * events; they must not take the cell from who walks by keyboard.
 *
 * @param {View} view
 * @param {MouseEvent} event
 */
function hasMoved(view, { screenX, screenY }) {
  if (view.pointer?.[0] === screenX && view.pointer[1] === screenY) return false;
  view.pointer = [screenX, screenY];
  view.byKey = false;
  return true;
}

/** @param {View} view @param {PointerEvent} event */
function press(view, event) {
  if (!event.isPrimary || event.button !== 0) return;
  const cell = cellUnder(view, event);
  pointAt(view, cell);
  if (!cell || !view.mask) return;
  view.tiles.setPointerCapture(event.pointerId);
  view.drag = { on: unmasked(view, cell), channel: cell.channel };
  setMask(view, cell, view.drag.on);
}

/** @param {View} view @param {PointerEvent} event */
function move(view, event) {
  if (!hasMoved(view, event)) return;
  for (const between of view.drag ? pathOf(event) : [event]) {
    const cell = cellUnder(view, between);
    if (view.drag && cell?.channel !== view.drag.channel) continue; // a drag stays in its map
    pointAt(view, cell);
    if (view.drag && cell) setMask(view, cell, view.drag.on);
  }
}

/** @param {View} view */
function endDrag(view) {
  if (view.drag) sendMask(view);
  view.drag = null;
}

/** @param {View} view */
function listenToPointers(view) {
  const { tiles } = view;
  tiles.onpointerdown = event => press(view, event);
  tiles.onpointermove = event => move(view, event);
  tiles.onpointerup = event => {
    view.lifted = event;
    endDrag(view);
  };
  tiles.onpointercancel = () => endDrag(view);
  tiles.onpointerleave = () => {
    if (!view.drag && !view.byKey) pointAt(view, null);
  };
  tiles.onclick = event => {
    const cell = cellUnder(view, exactClick(event, view.lifted));
    if (cell && !view.mask) choose(view, cell);
  };
}

/** @param {View} view */
function listenToLens(view) {
  const { lens } = view;
  /** @param {MouseEvent} event @returns {Cell | null} */
  const under = event => {
    const { rows, columns } = view.packet;
    const [row, column] = placeUnder(event, lens, rows, columns);
    return view.enlarged === null ? null : { channel: view.enlarged, row, column };
  };
  lens.onpointermove = event => {
    if (hasMoved(view, event)) pointAt(view, under(event));
  };
  lens.onpointerleave = () => {
    if (!view.byKey) pointAt(view, null);
  };
  lens.onpointerup = event => {
    view.lifted = event;
  };
  lens.onclick = event => {
    const cell = under(exactClick(event, view.lifted));
    if (cell) choose(view, cell);
  };
}

/** Where the keys start from. @param {View} view */
const here = ({ cursor, chosen, packet }) => cursor ?? chosen ?? middle(packet);

/** One stop for Tab; the arrow keys walk inside. @param {View} view @param {KeyboardEvent} event */
function onKey(view, event) {
  const cell = here(view);
  const goal = walk(view.packet, view.layout, cell, event);
  const acts = event.key === ' ' || event.key === 'Enter';
  if ((!goal && !acts) || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  view.cursor = goal ?? cell;
  view.byKey = true;
  show(view);
  find(view.root, '.marks .cursor', HTMLElement).scrollIntoView({ block: 'nearest' });
  if (goal) announce(view, cellWords(view.packet, view.mask, goal));
  else if (!view.mask) choose(view, cell);
  else setMask(view, cell, unmasked(view, cell));
}

/** @param {View} view */
function onFocus(view) {
  if (!view.tiles.matches(':focus-visible')) return;
  view.cursor ??= here(view);
  view.byKey = true;
  show(view);
  announce(view, cellWords(view.packet, view.mask, view.cursor));
}

/** @param {View} view */
export function listen(view) {
  listenToPointers(view);
  listenToLens(view);
  view.tiles.onkeydown = event => onKey(view, event);
  view.tiles.onfocus = () => onFocus(view);
  view.tiles.onblur = () => pointAt(view, null);
}
