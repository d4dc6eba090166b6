// What a view remembers between two packets from Python.
/** @import { Cell, Packet } from './packet.js' */
/** @import { Layout } from './layout.js' */
/** @import { Atlas } from './atlas.js' */
/** @import { Root } from '../shared/dom.js' */
import { kept } from './cells.js';

/**
 * @typedef {{ order: number, cell: [number, number, number] } | { order: number, mask: string }}
 *   Answer
 *
 * @typedef {object} Places
 * @property {Cell | null} cursor The cell that is pointed at.
 * @property {Cell | null} chosen
 * @property {Uint8Array | null} mask 1 where a cell is masked; null where cells are chosen.
 * @property {{ on: number, channel: number } | null} drag The map that one drags in, and whether
 *   that masks.
 * @property {number | null} enlarged The channel in the lens.
 *
 * @typedef {object} Mounted
 * @property {Root} root
 * @property {HTMLCanvasElement} tiles
 * @property {HTMLCanvasElement} lens
 * @property {string} text The packet's header.
 * @property {Packet} packet
 * @property {Layout} layout
 * @property {Atlas} atlas
 * @property {Atlas | null} lensOf The maps that the lens was painted from.
 * @property {HTMLCanvasElement | null} image
 * @property {string} announced The latest words for a screen reader.
 * @property {ReturnType<typeof setTimeout> | null} announcing
 * @property {ReturnType<typeof setTimeout> | null} sending
 * @property {[number, number] | null} pointer Where the pointer was on the screen.
 * @property {MouseEvent | null} lifted When the last pointer was lifted.
 * @property {boolean} byKey Whether the cursor was moved by keyboard last.
 * @property {(answer: Answer) => void} send
 *
 * @typedef {Mounted & Places} View
 */

/**
 * The places as Python orders them: a chosen cell, a mask, or nothing.
 *
 * @param {Packet} packet
 * @returns {Places}
 */
export function orderedPlaces({ masking, ordered, channels, size }) {
  const places = { cursor: null, drag: null, enlarged: null };
  if (masking) {
    const digits = typeof ordered === 'string' ? ordered : '0'.repeat(size);
    return { ...places, chosen: null, mask: Uint8Array.from(digits, Number) };
  }
  if (!Array.isArray(ordered) || !channels.includes(ordered[0]))
    return { ...places, chosen: null, mask: null };
  const [channel, row, column] = ordered;
  return { ...places, chosen: { channel, row, column }, mask: null };
}

/**
 * The places under an order that the view already obeys: what these maps still have.
 *
 * @param {Packet} packet
 * @param {Places} before
 * @returns {Places}
 */
export const keptPlaces = (packet, { cursor, chosen, mask, drag }) => ({
  cursor: kept(packet, cursor),
  chosen: kept(packet, chosen),
  mask,
  drag,
  enlarged: null,
});
