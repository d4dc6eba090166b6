// Which cells see which pixels, on one axis and in words; rows and columns follow the same spans.
/** @import { Place } from '../shared/keys.js' */
import { areaInWords, counted, linesInWords } from '../shared/numbers.js';

/**
 * @typedef {[number, number]} Span First and the one after the last.
 * @typedef {(Span | null)[]} Spans For each cell the pixels that it sees; null for padding only.
 */

/**
 * The other way: the cells that see a pixel lie side by side.
 *
 * @param {Spans} spans
 * @param {number} pixel
 * @returns {Span | null}
 */
export function cellsThatSee(spans, pixel) {
  /** @param {Span | null} span */
  const sees = span => span !== null && span[0] <= pixel && pixel < span[1];
  const first = spans.findIndex(sees);
  return first < 0 ? null : [first, spans.findLastIndex(sees) + 1];
}

/** @param {Span} span */
const lengthOf = ([first, end]) => end - first;

/**
 * @param {string} name Of the op.
 * @param {Place} cell
 * @param {Span | null} rows
 * @param {Span | null} columns
 */
export function cellSentence(name, [row, column], rows, columns) {
  const cell = `Cell (${row}, ${column}) of ${name} sees`;
  if (!rows || !columns) return `${cell} only padding.`;
  const place = `${linesInWords('row', rows)} and ${linesInWords('column', columns)}`;
  const size = areaInWords(lengthOf(rows), lengthOf(columns), 'pixel');
  return `${cell} ${place} of the image: ${size}.`;
}

/**
 * @param {string} name Of the op.
 * @param {Place} pixel
 * @param {Span | null} rows Of cells that see it.
 * @param {Span | null} columns
 */
export function pixelSentence(name, [row, column], rows, columns) {
  const count = rows && columns ? lengthOf(rows) * lengthOf(columns) : 0;
  const cells = counted(count, 'cell');
  return `Pixel (${row}, ${column}) of the image is seen by ${cells} of ${name}.`;
}
