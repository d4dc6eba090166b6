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

/** @param {number} size */
function digitsOf(size) {
  if (size >= 99_999.5 || size < 9.995e-4) return size.toExponential(2).replace('e-', 'e−');
  return size >= 999.5 ? size.toFixed(0) : size.toPrecision(3);
}
