// What is drawn, and its past and future. All lengths are thousandths of the pad's side, whatever
// its size on the screen. A stroke is a flat list [pen, x, y, x, y, …]: small on the wire, and what
// Python gives back after a page change.
import { clamp } from '../shared/keys.js';
import { counted } from '../shared/numbers.js';

/**
 * @typedef {number[]} Stroke
 *
 * @typedef {object} History
 * @property {Stroke[]} strokes
 * @property {Stroke[][]} past
 * @property {Stroke[][]} future
 *
 * @typedef {{ maxStrokes: number, maxPoints: number }} Limits
 */

export const UNIT = 1000;
const NEAREST = 3; // two points of a stroke are at least so far apart

/**
 * Strokes that came from Python: undo takes them away one by one.
 *
 * @param {Stroke[]} strokes
 * @returns {History}
 */
export const historyOf = strokes => ({
  strokes,
  past: strokes.map((_, count) => strokes.slice(0, count)),
  future: [],
});

/**
 * @param {History} history
 * @param {Stroke[]} strokes
 * @returns {History}
 */
export const changed = ({ strokes: before, past }, strokes) => ({
  strokes,
  past: [...past, before],
  future: [],
});

/** @param {History} history @returns {History} */
export function undone(history) {
  const { strokes, past, future } = history;
  if (!past.length) return history;
  return {
    strokes: past[past.length - 1],
    past: past.slice(0, -1),
    future: [...future, strokes],
  };
}

/** @param {History} history @returns {History} */
export function redone(history) {
  const { strokes, past, future } = history;
  if (!future.length) return history;
  return {
    strokes: future[future.length - 1],
    past: [...past, strokes],
    future: future.slice(0, -1),
  };
}

/**
 * How many points one more stroke may have; 0 on a full pad.
 *
 * @param {Stroke[]} strokes
 * @param {Limits} limits
 */
export function roomFor(strokes, { maxStrokes, maxPoints }) {
  const points = strokes.reduce((sum, stroke) => sum + (stroke.length - 1) / 2, 0);
  return strokes.length < maxStrokes ? Math.max(0, maxPoints - points) : 0;
}

/** Whether a point is so near to a stroke's end that it adds nothing.
 *
 * @param {Stroke} stroke
 * @param {number} x
 * @param {number} y
 */
export const isNear = (stroke, x, y) =>
  Math.hypot(x - stroke[stroke.length - 2], y - stroke[stroke.length - 1]) < NEAREST;

/** A whole number, a little beyond the pad at most. @param {number} at */
export const onPad = at => Math.round(clamp(at, -0.1 * UNIT, 1.1 * UNIT));

/** @param {number} count */
export function countWords(count) {
  return count === 0 ? 'Empty.' : `${counted(count, 'stroke')}.`;
}
