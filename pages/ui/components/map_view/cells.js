// Cells of the maps: their values, what stays of them with other maps, and where keys lead.
/** @import { Cell, Packet } from './packet.js' */
/** @import { Layout } from './layout.js' */
import { ARROWS, nearestIndex } from '../shared/keys.js';

/**
 * @typedef {Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey'>} Key
 * @typedef {Pick<Packet, 'channels' | 'rows' | 'columns' | 'axes'>} Maps
 */

/** @param {Cell | null} a @param {Cell | null} b */
export const isSame = (a, b) =>
  a === b || (a && b && a.channel === b.channel && a.row === b.row && a.column === b.column);

/** Its index in one map. @param {Pick<Packet, 'columns'>} packet @param {Cell} cell */
export const indexOf = ({ columns }, { row, column }) => row * columns + column;

/** @param {Packet} packet @param {Cell} cell */
export const valueOf = (packet, cell) =>
  packet.values[packet.channels.indexOf(cell.channel) * packet.size + indexOf(packet, cell)];

/**
 * The same cell, if these maps have it.
 *
 * @param {Maps} maps
 * @param {Cell | null} cell
 */
export const kept = ({ channels, rows, columns }, cell) =>
  cell && channels.includes(cell.channel) && cell.row < rows && cell.column < columns ? cell : null;

/** The middle of the first map. @param {Maps} maps @returns {Cell} */
export const middle = ({ channels, rows, columns }) => ({
  channel: channels[0],
  row: rows >> 1,
  column: columns >> 1,
});

/**
 * Where a key leads from a cell; null if it leads nowhere.
 *
 * @param {Maps} maps
 * @param {Pick<Layout, 'across'>} layout
 * @param {Cell} cell
 * @param {Key} key
 */
export function walk(maps, { across }, cell, { key, shiftKey, ctrlKey, metaKey }) {
  const arrow = ARROWS[key];
  if (arrow && (shiftKey || !maps.axes)) return toMap(maps, cell, arrow[0] * across + arrow[1]);
  if (arrow) return step(maps, across, cell, arrow);
  const all = ctrlKey || metaKey;
  const count = maps.channels.length;
  switch (key) {
    case 'PageUp':
      return toMap(maps, cell, -1);
    case 'PageDown':
      return toMap(maps, cell, 1);
    case 'Home':
      return all ? toMap(maps, cell, -count) : { ...cell, column: 0 };
    case 'End':
      return all ? toMap(maps, cell, count) : { ...cell, column: maps.columns - 1 };
    default:
      return null;
  }
}

/**
 * The same cell some maps further on, at most in the first or the last.
 *
 * @param {Maps} maps
 * @param {Cell} cell
 * @param {number} further
 */
function toMap({ channels }, cell, further) {
  const tile = nearestIndex(channels.indexOf(cell.channel) + further, channels.length);
  return { ...cell, channel: channels[tile] };
}

/**
 * The next cell; from the edge of a map on to the map beside it.
 *
 * @param {Maps} maps
 * @param {number} across
 * @param {Cell} cell
 * @param {[number, number]} arrow
 */
function step({ channels, rows, columns }, across, cell, [down, right]) {
  const row = cell.row + down;
  const column = cell.column + right;
  if (row >= 0 && row < rows && column >= 0 && column < columns) return { ...cell, row, column };
  const from = channels.indexOf(cell.channel);
  const place = (from % across) + right;
  const tile = from + down * across + right;
  if (place < 0 || place >= across || tile < 0 || tile >= channels.length) return cell;
  return {
    channel: channels[tile],
    row: (row + rows) % rows,
    column: (column + columns) % columns,
  };
}
