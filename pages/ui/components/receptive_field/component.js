// Image and map side by side: a cell of one shows its window on the other, and the other way.
/** @import { Place } from '../shared/keys.js' */
/** @import { Root } from '../shared/dom.js' */
/** @import { Span, Spans } from './spans.js' */
import { cssPercent, find, mountedAt, penOf, placeUnder } from '../shared/dom.js';
import { ARROWS, nearestIndex } from '../shared/keys.js';
import { areaInWords } from '../shared/numbers.js';
import { cellsThatSee, cellSentence, pixelSentence } from './spans.js';

/**
 * @typedef {{ name: string, size: number, spans: Spans, image: string }} Data
 *
 * @typedef {object} View
 * @property {Root} root
 * @property {HTMLCanvasElement} canvas
 * @property {Data} data
 * @property {Place | null} cell The one that was looked at last.
 * @property {Place | null} pixel The one that was looked at last.
 * @property {[Span, Span] | null} marked Rows and columns of the cells that are marked.
 */

/** @type {WeakMap<Root, View>} */
const views = new WeakMap();
const FINEST_GRID = 70; // cells on a side; with more, lines of less than 4 pixels are a grey blur

/** @param {View} view */
function paintMap({ canvas, data, marked }) {
  const count = data.spans.length;
  const { width: side } = canvas;
  const step = side / count;
  const style = getComputedStyle(canvas);
  const pen = penOf(canvas);
  pen.fillStyle = style.getPropertyValue('--st-secondary-background-color').trim();
  pen.fillRect(0, 0, side, side);
  if (marked) {
    const [[top, bottom], [left, right]] = marked;
    const height = Math.max(2, (bottom - top) * step);
    pen.fillStyle = '#ffb300';
    pen.fillRect(left * step, top * step, Math.max(2, (right - left) * step), height);
  }
  if (count > FINEST_GRID) return;
  pen.strokeStyle = style.getPropertyValue('--st-border-color').trim();
  pen.beginPath();
  for (let i = 1; i < count; i++) {
    pen.moveTo(i * step, 0);
    pen.lineTo(i * step, side);
    pen.moveTo(0, i * step);
    pen.lineTo(side, i * step);
  }
  pen.stroke();
}

/**
 * @param {View} view
 * @param {Span | null} rows
 * @param {Span | null} columns
 */
function showWindow({ root, data }, rows, columns) {
  const box = find(root, '.window', HTMLElement);
  box.hidden = !rows || !columns;
  if (!rows || !columns) return;
  Object.assign(box.style, {
    top: cssPercent(rows[0] / data.size),
    left: cssPercent(columns[0] / data.size),
    height: cssPercent((rows[1] - rows[0]) / data.size),
    width: cssPercent((columns[1] - columns[0]) / data.size),
  });
}

/** @param {View} view @param {string} sentence */
function say({ root }, sentence) {
  find(root, '.said', HTMLElement).textContent = sentence;
}

/** @param {View} view @param {Place} cell */
function showCell(view, cell) {
  const { spans, name } = view.data;
  const [row, column] = cell;
  view.cell = cell;
  view.marked = [
    [row, row + 1],
    [column, column + 1],
  ];
  paintMap(view);
  showWindow(view, spans[row], spans[column]);
  say(view, cellSentence(name, cell, spans[row], spans[column]));
}

/** @param {View} view @param {Place} pixel */
function showPixel(view, pixel) {
  const { spans, name } = view.data;
  const [row, column] = pixel;
  const rows = cellsThatSee(spans, row);
  const columns = cellsThatSee(spans, column);
  view.pixel = pixel;
  view.marked = rows && columns && [rows, columns];
  paintMap(view);
  showWindow(view, [row, row + 1], [column, column + 1]);
  say(view, pixelSentence(name, pixel, rows, columns));
}

/** The same place, or the middle where there is none. @param {Place | null} place @param {number} count @returns {Place} */
const placeIn = (place, count) =>
  place && place.every(at => at < count) ? place : [count >> 1, count >> 1];

/**
 * A pointer chooses a place, and the arrow keys move on from it.
 *
 * @param {HTMLElement} element
 * @param {() => number} count Places on a side.
 * @param {() => Place} last
 * @param {(place: Place) => void} choose
 */
function follow(element, count, last, choose) {
  /** @param {PointerEvent} event */
  const point = event => choose(placeUnder(event, element, count(), count()));
  element.onpointermove = point;
  element.onpointerdown = point;
  element.onkeydown = event => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const [row, column] = last();
    choose([nearestIndex(row + arrow[0], count()), nearestIndex(column + arrow[1], count())]);
  };
}

/** @param {Root} root @param {Data} data @returns {View} */
function create(root, data) {
  const canvas = find(root, 'canvas', HTMLCanvasElement);
  /** @type {View} */
  const view = { root, canvas, data, cell: null, pixel: null, marked: null };
  const cells = () => view.data.spans.length;
  const pixels = () => view.data.size;
  const cell = () => placeIn(view.cell, cells());
  const pixel = () => placeIn(view.pixel, pixels());
  follow(canvas, cells, cell, place => showCell(view, place));
  follow(find(root, '.image', HTMLElement), pixels, pixel, place => showPixel(view, place));
  return view;
}

/** @param {{ data: [Data], parentElement: Root }} mounted */
export default function ({ data: [data], parentElement: root }) {
  const view = mountedAt(views, root, () => create(root, data));
  if (view.data.name !== data.name) view.cell = null;
  view.data = data;
  const count = data.spans.length;
  find(root, 'img', HTMLImageElement).src = data.image;
  find(root, '.name', HTMLElement).textContent =
    `${data.name}: ${areaInWords(count, count, 'cell')}`;
  const words = `Cells of ${data.name}; the arrow keys move from cell to cell`;
  view.canvas.setAttribute('aria-label', words);
  showCell(view, placeIn(view.cell, count));
}
