// Packets as Python would send them, made by rules of their own.
/** @import { Packet } from '../../pages/ui/components/map_view/packet.js' */
import { unpack } from '../../pages/ui/components/map_view/packet.js';

export const STEPS = 4; // colours on either side of zero; Python has more
const COLOURS = 2 * STEPS + 2;

/** @type {Partial<Packet>} */
const HEADER = {
  name: 'conv',
  rows: 2,
  columns: 3,
  channels: [0, 1],
  names: null,
  captions: null,
  marked: null,
  dimmed: [],
  scale: 'layer',
  limits: [5, 5],
  signed: true,
  overlay: 0,
  across: null,
  axes: ['row', 'column'],
  first: [0, 0],
  choosing: '',
  spans: null,
  verb: null,
  area: null,
  image: null,
  steps: STEPS,
  masking: false,
  order: 0,
  ordered: null,
};

/** Entry i of the table of colours. @param {number} i */
export const colour = i => [10 * i, 10 * i + 1, 10 * i + 2];

/**
 * @param {Partial<Packet>} parts
 * @param {number[]} values
 * @param {number[]} pixels
 */
export function bytesOf(parts, values, pixels = []) {
  const header = new TextEncoder().encode(JSON.stringify({ ...HEADER, ...parts }));
  const length = new Uint8Array(Uint32Array.of(header.length).buffer);
  const maps = new Uint8Array(Float32Array.from(values).buffer);
  const table = Array.from({ length: COLOURS }, (_, i) => colour(i)).flat();
  return Uint8Array.from([...length, ...header, ...maps, ...table, ...pixels]);
}

/**
 * A packet whose values count up from 0.
 *
 * @param {Partial<Packet>} parts
 */
export function packetOf(parts = {}) {
  const { rows = 0, columns = 0, channels = [] } = { ...HEADER, ...parts };
  const values = Array.from({ length: channels.length * rows * columns }, (_, i) => i);
  return unpack(bytesOf({ limits: channels.map(() => 5), ...parts }, values));
}
