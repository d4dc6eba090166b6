// What is seen and said of a view: the cell that is pointed at, in words and in frames.
/** @import { Box } from './layout.js' */
/** @import { Cell } from './packet.js' */
/** @import { View } from './state.js' */
import { cssPercent, find, penOf } from '../shared/dom.js';
import { clamp } from '../shared/keys.js';
import { tellPointed } from '../shared/windows.js';
import { paintBar } from './atlas.js';
import { axisNumbers } from './axes.js';
import { valueOf } from './cells.js';
import { CAPTION_LINE, cellBox, layOut, tileBox } from './layout.js';
import { paintMaps } from './painting.js';
import { barWords, isWhole, readout, windowOf } from './wording.js';

const ANNOUNCE_EVERY = 250; // milliseconds between two announcements
const SMALL = 10; // pixels; cells below that are shown enlarged as well

/** @param {View} view @param {string} selector */
const partOf = (view, selector) => find(view.root, selector, HTMLElement);

/** To screen readers, the latest words only. @param {View} view @param {string} text */
export function announce(view, text) {
  view.announced = text;
  view.announcing ??= setTimeout(() => {
    view.announcing = null;
    partOf(view, '#said').textContent = view.announced;
  }, ANNOUNCE_EVERY);
}

/** @param {HTMLElement} element @param {Box} box @param {number} density */
function place(element, box, density) {
  const [top, left, height, width] = box.map(length => `${length / density}px`);
  Object.assign(element.style, { top, left, height, width });
}

/** @param {View} view @param {string} selector @param {Box | null} box */
function frame(view, selector, box) {
  const element = partOf(view, selector);
  element.hidden = !box;
  if (box) place(element, box, view.layout.density);
}

/** @param {View} view */
export function show(view) {
  const { packet, layout, cursor, chosen } = view;
  const cell = cursor ?? chosen;
  /** @param {number} channel */
  const mapBox = channel => tileBox(layout, packet.channels.indexOf(channel));
  /** @param {Cell} at */
  const box = at =>
    packet.axes ? cellBox(layout, packet.channels.indexOf(at.channel), at) : mapBox(at.channel);
  const { marked } = packet;
  frame(view, '.marks .cursor', cursor && box(cursor));
  frame(view, '.cell.chosen', packet.axes && chosen && box(chosen));
  frame(view, '.ring.chosen', chosen && mapBox(chosen.channel));
  const isShown = marked !== null && packet.channels.includes(marked);
  frame(view, '.ring.marked', isShown ? mapBox(marked) : null);
  const ring = partOf(view, '.ring.chosen');
  ring.classList.toggle('same', isShown && chosen?.channel === marked);
  partOf(view, '#readout').textContent = readout(packet, view.mask, cell);
  showWindow(view, cell);
  showLens(view, cell);
  showBar(view, cell);
}

/** What the cell sees of the image. @param {View} view @param {Cell | null} cell */
function showWindow(view, cell) {
  const { packet, cursor } = view;
  const box = partOf(view, '.window');
  const window = cell && windowOf(packet, cell);
  if (packet.compact) tellPointed(cursor && windowOf(packet, cursor));
  box.hidden = !window || !packet.image;
  if (!window || !packet.image) return;
  const [rows, columns] = window;
  const [height, width] = packet.image;
  box.classList.toggle('whole', isWhole(packet, window)); // tinted, all of the image would be
  Object.assign(box.style, {
    top: cssPercent(rows[0] / height),
    left: cssPercent(columns[0] / width),
    height: cssPercent((rows[1] - rows[0]) / height),
    width: cssPercent((columns[1] - columns[0]) / width),
  });
}

/**
 * The map that was looked at last, enlarged, to point at cells that are small among the others.
 *
 * @param {View} view
 * @param {Cell | null} cell
 */
function showLens(view, cell) {
  const { rows, columns, axes } = view.packet;
  const lens = partOf(view, '.lens');
  const mark = partOf(view, '.lens .cell');
  const channel = cell?.channel ?? view.enlarged;
  const isSmall = view.layout.unit < SMALL * view.layout.density;
  const isBeside = !view.packet.compact && view.mask === null && axes !== null;
  lens.hidden = channel === null || !isSmall || !isBeside;
  mark.hidden = !cell;
  if (lens.hidden || channel === null) return;
  paintLens(view, channel);
  if (!cell) return;
  Object.assign(mark.style, {
    top: cssPercent(cell.row / rows),
    left: cssPercent(cell.column / columns),
    height: cssPercent(1 / rows),
    width: cssPercent(1 / columns),
  });
}

/** @param {View} view @param {number} channel */
function paintLens(view, channel) {
  const { lens, atlas, packet } = view;
  if (view.enlarged === channel && view.lensOf === atlas) return;
  const { rows, columns } = packet;
  const [y, x] = atlas.corner(packet.channels.indexOf(channel));
  Object.assign(lens, { width: columns, height: rows });
  penOf(lens).drawImage(atlas.canvas, x, y, columns, rows, 0, 0, columns, rows);
  Object.assign(view, { enlarged: channel, lensOf: atlas });
}

/** @param {View} view @param {Cell | null} cell */
function showBar(view, cell) {
  const { packet } = view;
  const words = barWords(packet, cell);
  partOf(view, '#low').textContent = words.low;
  partOf(view, '#zero').textContent = words.zero;
  partOf(view, '#high').textContent = words.high;
  const needle = partOf(view, '.needle');
  const { axes, channels, limits, signed, size } = packet;
  const part = cell ? valueOf(packet, cell) / (limits[channels.indexOf(cell.channel)] || 1) : NaN;
  needle.hidden = Number.isNaN(part) || (!axes && size > 1);
  const inside = clamp(part, signed ? -1 : 0, 1);
  needle.style.left = cssPercent(signed ? (inside + 1) / 2 : inside);
}

/** When bytes come, or when the place for the maps changes. @param {View} view */
export function paint(view) {
  const { packet, tiles } = view;
  view.layout = layOut(packet, tiles.clientWidth, devicePixelRatio);
  if (!tiles.clientWidth) return;
  paintMaps(tiles, view);
  const { layout } = view;
  const captions = (packet.captions ?? []).map((text, tile) => {
    const caption = document.createElement('span');
    caption.textContent = text;
    caption.className = packet.channels[tile] === packet.marked ? 'marked' : '';
    const [top, left, height, width] = tileBox(layout, tile);
    const below = top + height + 2 * layout.density;
    const high = CAPTION_LINE * layout.lines * layout.density;
    place(caption, [below, left, high, width], layout.density);
    return caption;
  });
  partOf(view, '.captions').replaceChildren(...captions, ...axisNumbers(packet, layout));
  show(view);
}

/** The image and the bar of colours. @param {View} view */
export function paintSide(view) {
  const image = find(view.root, '#image', HTMLCanvasElement);
  const picture = find(view.root, '.side > .picture', HTMLElement);
  picture.hidden = !view.image || view.packet.compact;
  if (view.image) {
    Object.assign(image, { width: view.image.width, height: view.image.height });
    penOf(image).drawImage(view.image, 0, 0);
  }
  paintBar(find(view.root, '#bar', HTMLCanvasElement), view.packet);
}
