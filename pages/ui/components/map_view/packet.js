/**
 * The bytes from Python (packet.py): header, maps as float32, colours, image.
 *
 * @typedef {import('../shared/keys.js').Place} Place
 * @typedef {[number, number]} Span First pixel and the one after the last.
 * @typedef {{ channel: number, row: number, column: number }} Cell A value of the network's maps.
 *
 * @typedef {object} Packet
 * @property {string} name The op.
 * @property {number} rows
 * @property {number} columns
 * @property {number[]} channels In the order to show; a tile is an index of this list.
 * @property {string[] | null} names
 * @property {string[] | null} captions
 * @property {number | null} marked The channel with a ring.
 * @property {number[]} dimmed
 * @property {'map' | 'layer' | 'network'} scale
 * @property {number[]} limits The |value| that gets the brightest colour, for each tile.
 * @property {boolean} signed
 * @property {number} overlay
 * @property {number | null} across At most so many maps side by side.
 * @property {[string, string] | null} axes What rows and columns are called.
 * @property {Place} first Numbers of the first row and column.
 * @property {string} choosing What a choice does.
 * @property {number | null} most Side of a map on the page at most, in its pixels.
 * @property {boolean} numbered Whether rows and columns have their numbers beside the map.
 * @property {string | null} covered A 0 or 1 for each cell of a map: 1 where it is masked.
 * @property {boolean} compact Whether the image is shown elsewhere on the page.
 * @property {(Span | null)[] | null} spans
 * @property {string | null} verb
 * @property {[number, number, number] | null} area Where cell 0 begins on the image, the pixels
 *   from one cell to the next, and the image's side.
 * @property {[number, number, number] | null} image Height, width, channels.
 * @property {number} steps Colours on either side of zero.
 * @property {boolean} masking
 * @property {number} order
 * @property {[number, number, number] | string | null} ordered
 * @property {number} size Cells of a map.
 * @property {Float32Array} values
 * @property {Uint8Array} table
 * @property {Uint8Array} pixels
 */

/** The colour of what is no number stands last. @param {Pick<Packet, 'steps'>} packet */
export const nanIndex = ({ steps }) => 2 * steps + 1;

/** @param {Uint8Array} bytes */
const bodyAt = bytes => 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);

/**
 * Equal headers stand before equal bodies, since they hold the body's digest.
 *
 * @param {Uint8Array} bytes
 */
export const headerText = bytes => new TextDecoder().decode(bytes.subarray(4, bodyAt(bytes)));

/**
 * @param {Uint8Array} bytes
 * @returns {Packet}
 */
export function unpack(bytes) {
  const header = JSON.parse(headerText(bytes));
  const size = header.rows * header.columns;
  const valuesAt = bodyAt(bytes);
  const tableAt = valuesAt + 4 * header.channels.length * size;
  const pixelsAt = tableAt + 3 * (nanIndex(header) + 1);
  return {
    ...header,
    size,
    values: new Float32Array(bytes.slice(valuesAt, tableAt).buffer), // a copy begins at a whole word
    table: bytes.subarray(tableAt, pixelsAt),
    pixels: bytes.subarray(pixelsAt),
  };
}

/**
 * The place of a value's colour in the table.
 *
 * @param {number} value
 * @param {number} limit
 * @param {number} steps
 */
export function colourIndex(value, limit, steps) {
  if (Number.isNaN(value)) return nanIndex({ steps });
  return steps + Math.floor(steps * Math.min(1, Math.max(-1, value / (limit || 1))) + 0.5);
}

/**
 * The table as pixels. Over an image, what is near zero lets the image through.
 *
 * @param {Pick<Packet, 'table' | 'overlay' | 'steps'>} packet
 */
export function palette({ table, overlay, steps }) {
  const nan = nanIndex({ steps });
  const colours = new Uint32Array(nan + 1);
  const bytes = new Uint8Array(colours.buffer);
  for (let i = 0; i <= nan; i++) {
    const size = i === nan ? 1 : Math.abs(i - steps) / steps;
    bytes.set(table.subarray(3 * i, 3 * i + 3), 4 * i);
    bytes[4 * i + 3] = overlay ? Math.round(255 * overlay * Math.sqrt(size)) : 255;
  }
  return colours;
}
