// Where maps lie: as large as fits in one view of the page, cells whole pixels if they can be.
// A tile is the place of a map, counted along the lines; boxes are [top, left, height, width].
/** @import { Cell, Packet, Place } from './packet.js' */
import { clamp } from '../shared/keys.js';

/**
 * What a tile shows, and where on it cells begin and the last one ends.
 *
 * @typedef {object} Units
 * @property {number} height
 * @property {number} width
 * @property {number[]} tops
 * @property {number[]} lefts
 *
 * @typedef {[number, number, number, number]} Box
 * @typedef {Pick<Packet, 'rows' | 'columns' | 'channels' | 'captions' | 'across' | 'overlay'
 *   | 'image' | 'area'> & Partial<Pick<Packet, 'most'>>} Shown
 *
 * @typedef {object} Sizes Lengths in pixels of the screen.
 * @property {number} gap
 * @property {number} caption
 * @property {number} wide
 * @property {number} least
 *
 * @typedef {object} Layout Lengths in pixels of the screen.
 * @property {Units} units
 * @property {number} unit
 * @property {Place} tile Height and width.
 * @property {number} across
 * @property {Place} pitch From a tile to the next, down and right.
 * @property {number} edge
 * @property {number} lines Of a caption.
 * @property {number} density Pixels of the screen in one of the page.
 * @property {number} height
 * @property {number} width
 */

// Lengths in pixels of the page.
const GAP = 7;
const EDGE = 4;
const MAX_HEIGHT = 760;
const MAX_TILE = 200;
const MAX_LONE_TILE = 320;
const MIN_TILE = 26;
const MIN_NAMED_TILE = 76;
const MIN_NUMBERED_TILE = 36;
const NUMBER = 4; // characters at most of a caption that is a number
export const CAPTION_LINE = 16;

/**
 * A map is a unit a cell. An overlay is the image, each of its pixels under the cell whose middle
 * is nearest.
 *
 * @param {Pick<Packet, 'overlay' | 'image' | 'area' | 'rows' | 'columns'>} shown
 * @returns {Units}
 */
function unitsOf({ overlay, image, area, rows, columns }) {
  const [height, width] = overlay && image ? image : [rows, columns];
  /** @param {number} count @param {number} size */
  const edges = (count, size) =>
    Array.from({ length: count + 1 }, (_, at) => {
      if (!overlay || !area) return (at * size) / count;
      if (at === 0 || at === count) return at === 0 ? 0 : size;
      return clamp(area[0] + at * area[1], 0, size);
    });
  return { height, width, tops: edges(rows, height), lefts: edges(columns, width) };
}

/**
 * Candidate sizes of one unit in pixels of the screen, large to small.
 *
 * @param {Units} units
 * @param {number} most
 * @param {number} least
 * @param {boolean} whole Whether whole numbers of pixels are preferred.
 */
function scales(units, most, least, whole) {
  const size = Math.max(units.width, units.height);
  const candidates = [];
  for (let k = Math.floor(most / size); k >= 1 && whole; k--)
    if (k * size >= least) candidates.push(k);
  if (candidates.length) return candidates;
  for (let side = most; side >= least; side *= 0.92) candidates.push(side / size);
  return candidates;
}

/**
 * The side of the largest tile that the page has room for.
 *
 * @param {Shown} shown
 * @param {Sizes} sizes
 * @param {number} density
 */
function largestTile(shown, { gap, wide, least }, density) {
  const count = shown.channels.length;
  const room = shown.most ?? (count === 1 ? MAX_LONE_TILE : MAX_TILE);
  const most = Math.min(wide, Math.round(room * density));
  if (!shown.across) return most;
  const fitting = Math.max(1, Math.floor((wide + gap) / (least + gap)));
  const across = Math.min(shown.across, count, fitting);
  return Math.min(most, Math.floor((wide + gap) / across) - gap);
}

/**
 * Where tiles lie if a unit has this size, and how high they are together.
 *
 * @param {number} unit
 * @param {Shown} shown
 * @param {Units} units
 * @param {Sizes} sizes
 */
function arrange(unit, shown, units, { gap, caption, wide }) {
  const count = shown.channels.length;
  /** @type {Place} */
  const tile = [Math.round(units.height * unit), Math.round(units.width * unit)];
  const fitting = Math.floor((wide + gap) / (tile[1] + gap));
  const across = Math.max(1, Math.min(shown.across ?? count, count, fitting));
  /** @type {Place} */
  const pitch = [tile[0] + caption + gap, tile[1] + gap];
  return { unit, tile, across, pitch, height: Math.ceil(count / across) * pitch[0] };
}

/**
 * @param {Shown} shown
 * @param {number} width Of the page, in its pixels.
 * @param {number} density
 * @returns {Layout}
 */
export function layOut(shown, width, density) {
  /** @param {number} length */
  const px = length => Math.round(length * density);
  const units = unitsOf(shown);
  const lines = Math.max(0, ...(shown.captions ?? []).map(text => text.split('\n').length));
  const edge = px(EDGE);
  const wide = Math.max(1, px(width) - 2 * edge);
  const isNumbered = (shown.captions ?? []).every(text => text.length <= NUMBER);
  const named = isNumbered ? MIN_NUMBERED_TILE : MIN_NAMED_TILE;
  const least = Math.min(wide, px(lines ? named : MIN_TILE));
  const sizes = { gap: px(GAP), caption: lines ? px(CAPTION_LINE * lines + 2) : 0, wide, least };
  const most = Math.max(largestTile(shown, sizes, density), least);
  const all = scales(units, most, least, !shown.overlay).map(unit =>
    arrange(unit, shown, units, sizes),
  );
  const best = all.find(({ height }) => height <= px(MAX_HEIGHT)) ?? all[all.length - 1];
  const height = best.height - sizes.gap + 2 * edge;
  return { ...best, units, density, edge, lines, height, width: px(width) };
}

/**
 * @param {Layout} layout
 * @param {number} tile
 * @returns {Box}
 */
export function tileBox({ edge, across, pitch, tile: [height, width] }, tile) {
  const top = edge + Math.floor(tile / across) * pitch[0];
  return [top, edge + (tile % across) * pitch[1], height, width];
}

/**
 * The box of a cell.
 *
 * @param {Layout} layout
 * @param {number} tile
 * @param {Pick<Cell, 'row' | 'column'>} cell
 * @returns {Box}
 */
export function cellBox(layout, tile, { row, column }) {
  const { tops, lefts } = layout.units;
  const { unit } = layout;
  const [top, left] = tileBox(layout, tile);
  return [
    top + tops[row] * unit,
    left + lefts[column] * unit,
    (tops[row + 1] - tops[row]) * unit,
    (lefts[column + 1] - lefts[column]) * unit,
  ];
}

/**
 * The cell under a point of the canvas, or null between and beside the maps.
 *
 * @param {Layout} layout
 * @param {number[]} channels
 * @param {number} y
 * @param {number} x
 * @returns {Cell | null}
 */
export function cellAt({ edge, pitch, tile, across, unit, units }, channels, y, x) {
  const line = Math.floor((y - edge) / pitch[0]);
  const place = Math.floor((x - edge) / pitch[1]);
  const index = line * across + place;
  if (line < 0 || place < 0 || place >= across || index >= channels.length) return null;
  const down = y - edge - line * pitch[0];
  const right = x - edge - place * pitch[1];
  if (down >= tile[0] || right >= tile[1]) return null;
  /** @param {number[]} edges @param {number} at */
  const cell = (edges, at) => edges.slice(0, -1).findLastIndex(begin => begin <= at / unit);
  return {
    channel: channels[index],
    row: cell(units.tops, down),
    column: cell(units.lefts, right),
  };
}
