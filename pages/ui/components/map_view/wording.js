// What is said of a cell, of the scale and of the keys.
/** @import { Cell, Packet, Span } from './packet.js' */
import { areaInWords, linesInWords, threeDigits } from '../shared/numbers.js';
import { indexOf, valueOf } from './cells.js';

/** @param {Packet} packet @param {number} channel */
const nameOf = ({ names, channels }, channel) =>
  names?.[channels.indexOf(channel)] ?? `channel ${channel}`;

/**
 * Name, place and value of a cell.
 *
 * @param {Packet} packet
 * @param {Uint8Array | null} mask
 * @param {Cell} cell
 * @param {string} [pause] Between the name and the place.
 */
export function cellWords(packet, mask, cell, pause = ', ') {
  const { axes, first, size } = packet;
  const name = nameOf(packet, cell.channel);
  const value = threeDigits(valueOf(packet, cell));
  if (!axes) return size === 1 ? `${name}: ${value}` : name;
  const row = `${axes[0]} ${cell.row + first[0]}`.replace('-', '−');
  const column = `${axes[1]} ${cell.column + first[1]}`.replace('-', '−');
  const masked = mask?.[indexOf(packet, cell)] ? ', masked' : '';
  return `${name}${pause}${row}, ${column}: ${value}${masked}`;
}

/**
 * The pixels of the image that a cell sees on each axis; null where it sees only padding.
 *
 * @param {Pick<Packet, 'spans'>} packet
 * @param {Pick<Cell, 'row' | 'column'>} cell
 * @returns {[Span, Span] | null}
 */
export function windowOf({ spans }, { row, column }) {
  const rows = spans?.[row];
  const columns = spans?.[column];
  return rows && columns ? [rows, columns] : null;
}

/**
 * @param {Pick<Packet, 'area'>} packet
 * @param {[Span, Span]} window
 */
export const isWhole = ({ area }, window) =>
  window.every(([first, end]) => area !== null && end - first === area[2]);

/**
 * Which pixels of the image a cell sees.
 *
 * @param {Packet} packet
 * @param {Cell} cell
 * @param {string} [to] Between the first and the last.
 */
export function windowWords(packet, cell, to = ' to ') {
  const { spans, verb, area } = packet;
  if (!spans || !area) return '';
  const window = windowOf(packet, cell);
  if (!window) return `${verb} only padding`;
  const [height, width] = window.map(([first, end]) => end - first);
  const size = `(${areaInWords(height, width, 'pixel')})`;
  if (isWhole(packet, window)) return `${verb} the whole image ${size}`;
  const [rows, columns] = window;
  return `${verb} ${linesInWords('row', rows, to)}, ${linesInWords('column', columns, to)} ${size}`;
}

/**
 * What stands beside the maps while a cell is pointed at, chosen, or none.
 *
 * @param {Packet} packet
 * @param {Uint8Array | null} mask
 * @param {Cell | null} cell
 */
export function readout(packet, mask, cell) {
  if (cell) return `${cellWords(packet, mask, cell, '\n')}\n${windowWords(packet, cell, '–')}`;
  if (!packet.axes) return 'Point at a map to read its name.';
  return `Point at a cell to read its value${packet.spans ? ' and see its window.' : '.'}`;
}

/**
 * The numbers under the bar of colours: of one map, or of all where they have one scale.
 *
 * @param {Packet} packet
 * @param {Cell | null} cell
 */
export function barWords({ channels, limits, scale, signed }, cell) {
  const limit = limits[cell ? channels.indexOf(cell.channel) : 0];
  const isNumber = cell !== null || scale !== 'map';
  const low = isNumber ? threeDigits(-limit) : '−largest';
  return {
    low: signed ? low : '0',
    zero: signed ? '0' : '',
    high: isNumber ? threeDigits(limit) : 'largest of each map',
  };
}

/** @param {Packet} packet */
export function keyWords({ axes, masking, choosing }) {
  const moves = axes
    ? 'Arrow keys move from cell to cell, Page Up and Page Down from map to map.'
    : 'Arrow keys move from map to map.';
  const masks = masking ? ' Click, drag or space masks a cell in all maps.' : '';
  return moves + masks + (choosing ? ` Click or Enter ${choosing}.` : '');
}
