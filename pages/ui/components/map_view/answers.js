// What one chooses and masks, and how Python hears of it.
/** @import { Cell } from './packet.js' */
/** @import { View } from './state.js' */
import { indexOf, isSame } from './cells.js';
import { paintMaps } from './painting.js';
import { announce, show } from './show.js';
import { cellWords, windowWords } from './wording.js';

const SEND_EVERY = 120; // milliseconds between two masks while one drags

/** @param {View} view @param {Cell | null} cell */
export function pointAt(view, cell) {
  if (isSame(cell, view.cursor)) return;
  view.cursor = cell;
  show(view);
}

/** @param {View} view @param {Cell} cell */
export function choose(view, cell) {
  view.chosen = cell;
  view.cursor = cell;
  show(view);
  const { packet, mask } = view;
  announce(view, `Chosen: ${cellWords(packet, mask, cell)}. ${windowWords(packet, cell)}`);
  view.send({ order: packet.order, cell: [cell.channel, cell.row, cell.column] });
}

/** Whether a cell is not masked, so that a click masks it. @param {View} view @param {Cell} cell */
export const unmasked = (view, cell) => (view.mask?.[indexOf(view.packet, cell)] ? 0 : 1);

/**
 * Mask a place in all maps, or unmask it.
 *
 * @param {View} view
 * @param {Cell} cell
 * @param {number} on
 */
export function setMask(view, cell, on) {
  const { packet, mask } = view;
  const index = indexOf(packet, cell);
  if (!mask || mask[index] === on) return;
  mask[index] = on;
  paintMaps(view.tiles, view);
  show(view);
  announce(view, cellWords(packet, mask, cell));
  view.sending ??= setTimeout(() => sendMask(view), SEND_EVERY);
}

/** At once what waits to be sent, if anything does. @param {View} view */
export function sendMask(view) {
  if (view.sending === null) return;
  clearTimeout(view.sending);
  view.sending = null;
  if (view.mask) view.send({ order: view.packet.order, mask: view.mask.join('') });
}
