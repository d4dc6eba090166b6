/** @typedef {[number, number]} Place Row and column, or down and right. */

/** Where an arrow key leads. @type {Readonly<Record<string, Place>>} */
export const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** @param {number} value @param {number} least @param {number} most */
export const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** The nearest of the indices 0 to count − 1. @param {number} index @param {number} count */
export const nearestIndex = (index, count) => clamp(index, 0, count - 1);
