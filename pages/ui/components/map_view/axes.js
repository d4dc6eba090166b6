// The numbers of rows and columns beside a single map.
/** @import { Layout } from './layout.js' */
/** @import { Packet } from './packet.js' */
import { cellBox } from './layout.js';

const MOST_TICKS = 9;
const HIGH = 14; // pixels of a number

/**
 * Places with a number: as many as have room, a power of two apart.
 *
 * @param {number} count
 */
export function ticksOf(count) {
  let step = 1;
  while (count / step > MOST_TICKS) step *= 2;
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
}

/** @param {string} text @param {string} className @param {number} top @param {number} left */
function numberAt(text, className, top, left) {
  const span = document.createElement('span');
  span.textContent = text.replace('-', '−');
  span.className = className;
  Object.assign(span.style, { top: `${top}px`, left: `${left}px` });
  return span;
}

/**
 * Left of the rows and above the columns.
 *
 * @param {Packet} packet
 * @param {Layout} layout
 */
export function axisNumbers({ rows, columns, first, numbered }, layout) {
  if (!numbered) return [];
  const { density } = layout;
  const down = ticksOf(rows).map(row => {
    const [top, , height] = cellBox(layout, 0, { row, column: 0 });
    const middle = (top + height / 2) / density - HIGH / 2;
    return numberAt(String(row + first[0]), 'axis down', middle, 0);
  });
  const across = ticksOf(columns).map(column => {
    const [, left, , width] = cellBox(layout, 0, { row: 0, column });
    return numberAt(String(column + first[1]), 'axis across', 0, (left + width / 2) / density);
  });
  return [...down, ...across];
}
