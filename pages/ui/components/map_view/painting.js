// The maps on their canvas: alone or over the image, muted ones faint, masked cells crossed out.
/** @import { Layout } from './layout.js' */
/** @import { Packet } from './packet.js' */
/** @import { Atlas } from './atlas.js' */
import { penOf } from '../shared/dom.js';
import { cellBox, tileBox } from './layout.js';

const MAX_PIXELS = 16e6; // of a canvas; phones refuse more
const IMAGE_LIGHT = 0.6; // the image is darkened so that the map stands out

/**
 * @typedef {object} Picture
 * @property {Packet} packet
 * @property {Layout} layout
 * @property {Atlas} atlas
 * @property {HTMLCanvasElement | null} image
 * @property {Uint8Array | null} mask
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Picture} picture
 */
export function paintMaps(canvas, picture) {
  const { packet, layout } = picture;
  const { height, width, density } = layout;
  const fine = Math.min(1, Math.sqrt(MAX_PIXELS / (height * width)));
  canvas.width = Math.floor(width * fine);
  canvas.height = Math.floor(height * fine);
  canvas.style.height = `${height / density}px`;
  const pen = penOf(canvas);
  pen.scale(fine, fine);
  const dimmed = new Set(packet.dimmed);
  const covered = picture.mask ?? (packet.covered && Uint8Array.from(packet.covered, Number));
  packet.channels.forEach((channel, tile) => {
    pen.save();
    frameTile(pen, layout, tile);
    pen.globalAlpha = dimmed.has(channel) ? 0.2 : 1;
    pen.imageSmoothingEnabled = layout.unit < 1;
    if (packet.overlay && picture.image) paintOver(pen, picture, picture.image, tile);
    else paintAlone(pen, picture, tile);
    if (covered) paintMask(pen, picture, covered, tile);
    pen.restore();
  });
}

/**
 * An empty tile that nothing is painted beyond. Half of its line is outside: zero is near the
 * page's colour where that is dark.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Layout} layout
 * @param {number} tile
 */
function frameTile(pen, layout, tile) {
  const [top, left, height, width] = tileBox(layout, tile);
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.strokeStyle = '#80808080';
  pen.lineWidth = 2;
  pen.stroke();
  pen.clip();
  pen.clearRect(left, top, width, height);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Picture} picture
 * @param {number} tile
 */
function paintAlone(pen, { packet: { rows, columns }, layout, atlas }, tile) {
  const [top, left, height, width] = tileBox(layout, tile);
  const [y, x] = atlas.corner(tile);
  pen.drawImage(atlas.canvas, x, y, columns, rows, left, top, width, height);
}

/**
 * The darkened image, and each cell where it lies on it.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Picture} picture
 * @param {HTMLCanvasElement} image
 * @param {number} tile
 */
function paintOver(pen, { packet: { rows, columns }, layout, atlas }, image, tile) {
  const [top, left, height, width] = tileBox(layout, tile);
  pen.fillRect(left, top, width, height);
  pen.globalAlpha *= IMAGE_LIGHT;
  pen.drawImage(image, left, top, width, height);
  pen.globalAlpha /= IMAGE_LIGHT;
  pen.imageSmoothingEnabled = false;
  const [y, x] = atlas.corner(tile);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [y0, x0, high, wide] = cellBox(layout, tile, { row, column });
      pen.drawImage(atlas.canvas, x + column, y + row, 1, 1, x0, y0, wide, high);
    }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Picture} picture
 * @param {Uint8Array} mask
 * @param {number} tile
 */
function paintMask(pen, { packet: { columns }, layout }, mask, tile) {
  pen.fillStyle = '#000000b0';
  pen.strokeStyle = '#ffffffc0';
  pen.lineWidth = layout.density;
  mask.forEach((masked, index) => {
    if (!masked) return;
    const cell = { row: Math.floor(index / columns), column: index % columns };
    const [top, left, height, width] = cellBox(layout, tile, cell);
    pen.fillRect(left, top, width, height);
    pen.beginPath();
    pen.moveTo(left, top);
    pen.lineTo(left + width, top + height);
    pen.moveTo(left + width, top);
    pen.lineTo(left, top + height);
    pen.stroke();
  });
}
