// The packet's numbers as pictures, on canvases beside the page.
/** @import { Packet, Place } from './packet.js' */
import { canvasOf, penOf } from '../shared/dom.js';
import { colourIndex, nanIndex, palette } from './packet.js';

/**
 * All maps, a pixel a cell, in one nearly square canvas.
 *
 * @typedef {object} Atlas
 * @property {HTMLCanvasElement} canvas
 * @property {(tile: number) => Place} corner Top and left of a tile.
 */

/**
 * @param {Packet} packet
 * @returns {Atlas}
 */
export function atlasOf(packet) {
  const { rows, columns, size, values, limits, steps } = packet;
  const count = limits.length;
  const across = Math.max(1, Math.min(count, Math.round(Math.sqrt((count * rows) / columns))));
  const canvas = canvasOf(across * columns, Math.ceil(count / across) * rows);
  const image = new ImageData(canvas.width, canvas.height);
  const target = new Uint32Array(image.data.buffer);
  const colours = palette(packet);
  /** @param {number} tile @returns {Place} */
  const corner = tile => [Math.floor(tile / across) * rows, (tile % across) * columns];
  limits.forEach((limit, tile) => {
    const [top, left] = corner(tile);
    for (let row = 0; row < rows; row++) {
      const start = (top + row) * canvas.width + left;
      const from = tile * size + row * columns;
      for (let x = 0; x < columns; x++)
        target[start + x] = colours[colourIndex(values[from + x], limit, steps)];
    }
  });
  penOf(canvas).putImageData(image, 0, 0);
  return { canvas, corner };
}

/**
 * What the network saw.
 *
 * @param {Packet} packet
 */
export function imageOf({ image, pixels }) {
  if (!image) return null;
  const [height, width, channels] = image;
  const canvas = canvasOf(width, height);
  const shown = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const colour = pixels.subarray(channels * i, channels * (i + 1));
    shown.data.set(channels === 3 ? colour : [colour[0], colour[0], colour[0]], 4 * i);
    shown.data[4 * i + 3] = 255;
  }
  penOf(canvas).putImageData(shown, 0, 0);
  return canvas;
}

/**
 * The colours from the smallest value to the largest, a pixel each.
 *
 * @param {HTMLCanvasElement} bar
 * @param {Packet} packet
 */
export function paintBar(bar, { table, signed, steps }) {
  const first = signed ? 0 : steps;
  const count = nanIndex({ steps }) - first;
  const strip = new ImageData(count, 1);
  for (let i = 0; i < count; i++)
    strip.data.set([...table.subarray(3 * (first + i), 3 * (first + i) + 3), 255], 4 * i);
  bar.width = count;
  penOf(bar).putImageData(strip, 0, 0);
  const negative = signed ? ', blue is negative.' : '.';
  const words = `Colours: zero is dark, larger is lighter; orange is positive${negative}`;
  bar.setAttribute('aria-label', words);
}
