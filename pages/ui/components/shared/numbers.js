/**
 * A figure in three digits, with a real minus sign; the same text as `numbers.py` writes, and
 * tests/support/numbers.json holds both to it.
 *
 * @param {number} value
 */
export function threeDigits(value) {
  if (Number.isNaN(value)) return 'not a number';
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  if (size === 0) return '0';
  return sign + digitsOf(size);
}

/**
 * A number of things whose plural ends in s.
 *
 * @param {number} count
 * @param {string} noun
 */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * Lines that lie side by side: rows 3 to 5, or row 3 alone.
 *
 * @param {string} noun
 * @param {[number, number]} lines The first and the one after the last.
 * @param {string} [to] Between the first and the last.
 */
export const linesInWords = (noun, [first, end], to = ' to ') =>
  end - first === 1 ? `${noun} ${first}` : `${noun}s ${first}${to}${end - 1}`;

/** @param {number} height @param {number} width @param {string} noun What there is in each place. */
export const areaInWords = (height, width, noun) =>
  height * width === 1 ? `1 ${noun}` : `${height}×${width} ${noun}s`;

/** @param {number} size */
function digitsOf(size) {
  if (size >= 99_999.5 || size < 9.995e-4) return size.toExponential(2).replace('e-', 'e−');
  return size >= 999.5 ? size.toFixed(0) : size.toPrecision(3);
}
