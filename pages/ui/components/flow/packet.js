/**
 * The bytes from Python (flow.py): header, 256 colours, the maps.
 *
 * @typedef {object} Column
 * @property {string} name
 * @property {'conv' | 'mlp' | 'pool'} kind
 * @property {string} title
 * @property {string} shape
 * @property {string} label
 * @property {number} more Maps that are not shown.
 * @property {number} block Its number; -1 between blocks.
 * @property {number} count Of maps that are shown.
 * @property {number} side Cells of a map.
 *
 * @typedef {{ name: string, score: string, probability: string, share: number }} Score
 *
 * @typedef {object} Flow
 * @property {Column[]} columns
 * @property {[string, string][]} blocks
 * @property {Score[]} scores
 * @property {number | null} best
 * @property {string | null} chosen
 * @property {boolean} hasClassMaps
 * @property {[string, string]} ends
 * @property {Uint32Array} colours
 * @property {Uint8Array} levels
 */

const COLOURS = 256;

/** @param {Uint8Array} bytes @returns {Flow} */
export function unpack(bytes) {
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end)));
  const colours = new Uint32Array(COLOURS);
  const parts = new Uint8Array(colours.buffer);
  for (let i = 0; i < COLOURS; i++)
    parts.set([...bytes.subarray(end + 3 * i, end + 3 * i + 3), 255], 4 * i);
  return { ...header, colours, levels: bytes.subarray(end + 3 * COLOURS) };
}

/** What the boxes are made of, whatever is in them. @param {Flow} flow */
export const structureOf = ({ columns, blocks, scores, hasClassMaps, ends }) =>
  JSON.stringify([columns, blocks, scores.map(({ name }) => name), hasClassMaps, ends]);

/**
 * Neighbouring columns of one block lie in one frame; a column between blocks has its own.
 *
 * @template {{ block: number }} C
 * @param {C[]} columns
 * @returns {C[][]}
 */
export function framesOf(columns) {
  /** @type {C[][]} */
  const frames = [];
  columns.forEach((column, at) => {
    const isSame = column.block >= 0 && columns[at - 1]?.block === column.block;
    if (isSame) frames[frames.length - 1].push(column);
    else frames.push([column]);
  });
  return frames;
}

/** How wide a map is shown, by its side: larger maps larger, not to scale. @param {number} side */
export const widthOf = side => (side > 20 ? 78 : side > 10 ? 61 : 50);
