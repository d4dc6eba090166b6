// What is said of cells, windows, scales and keys.
/** @import { Span } from '../../pages/ui/components/map_view/packet.js' */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  barWords,
  cellWords,
  keyWords,
  readout,
  windowWords,
} from '../../pages/ui/components/map_view/wording.js';
import { packetOf } from './packets.js';

/** @type {(Span | null)[]} */
const SPANS = [[0, 3], [1, 28], null, [0, 28]];
const SEEING = packetOf({
  rows: 4,
  columns: 4,
  spans: SPANS,
  verb: 'sees',
  area: [0, 7, 28],
  image: [28, 28, 1],
});
const CELL = { channel: 1, row: 0, column: 1 };

test('a cell is said with its map, its place and its value', () => {
  const packet = packetOf();
  assert.equal(cellWords(packet, null, CELL), 'channel 1, row 0, column 1: 7.00');
  const named = packetOf({ channels: [4, 1], names: ['four', 'one'] });
  assert.equal(cellWords(named, null, CELL, '\n'), 'one\nrow 0, column 1: 7.00');
  const mask = Uint8Array.of(0, 1, 0, 0, 0, 0);
  assert.equal(cellWords(packet, mask, CELL), 'channel 1, row 0, column 1: 7.00, masked');
});

test('a place may have names and numbers of its own', () => {
  const packet = packetOf({ axes: ['down', 'right'], first: [-3, -1] });
  assert.equal(cellWords(packet, null, CELL), 'channel 1, down −3, right 0: 7.00');
});

test('a map that is one thing has a value if it is one cell', () => {
  assert.equal(cellWords(packetOf({ axes: null }), null, CELL), 'channel 1');
  const vector = packetOf({ axes: null, rows: 1, columns: 1 });
  assert.equal(cellWords(vector, null, { ...CELL, column: 0 }), 'channel 1: 1.00');
});

test('a window is said with its pixels, both ends included, and its size', () => {
  assert.equal(windowWords(SEEING, CELL), 'sees rows 0 to 2, columns 1 to 27 (3×27 pixels)');
  assert.equal(windowWords(SEEING, CELL, '–'), 'sees rows 0–2, columns 1–27 (3×27 pixels)');
  assert.equal(windowWords(SEEING, { ...CELL, row: 2 }), 'sees only padding');
  const whole = { ...CELL, row: 3, column: 3 };
  assert.equal(windowWords(SEEING, whole), 'sees the whole image (28×28 pixels)');
  assert.equal(windowWords(packetOf(), CELL), '');
});

test('a window of one pixel is one row, one column and one pixel', () => {
  const fine = packetOf({
    area: [0, 0, 28],
    spans: [
      [0, 1],
      [4, 5],
    ],
    verb: 'sees',
  });
  assert.equal(windowWords(fine, CELL), 'sees row 0, column 4 (1 pixel)');
  const single = packetOf({ area: [0, 0, 1], spans: [[0, 1]], verb: 'sees' });
  assert.equal(windowWords(single, { ...CELL, column: 0 }), 'sees the whole image (1 pixel)');
});

test('beside the maps stands the cell, or what to do', () => {
  const words = 'channel 1\nrow 0, column 1: 17.0\nsees rows 0–2, columns 1–27 (3×27 pixels)';
  assert.equal(readout(SEEING, null, CELL), words);
  const hint = 'Point at a cell to read its value';
  assert.equal(readout(SEEING, null, null), `${hint} and see its window.`);
  assert.equal(readout(packetOf(), null, null), `${hint}.`);
  assert.equal(readout(packetOf({ axes: null }), null, null), 'Point at a map to read its name.');
});

test('the bar has the numbers of its scale', () => {
  const each = packetOf({ limits: [4, 0.5], scale: 'map' });
  assert.deepEqual(barWords(each, null), {
    low: '−largest',
    zero: '0',
    high: 'largest of each map',
  });
  assert.deepEqual(barWords(each, CELL), { low: '−0.500', zero: '0', high: '0.500' });
  const layer = packetOf({ limits: [20, 20], signed: false });
  assert.deepEqual(barWords(layer, null), { low: '0', zero: '', high: '20.0' });
});

test('the keys are said with what they do here', () => {
  const moves = 'Arrow keys move from cell to cell, Page Up and Page Down from map to map.';
  const masks = ' Click, drag or space masks a cell in all maps.';
  assert.equal(keyWords(packetOf()), moves);
  assert.equal(keyWords(packetOf({ masking: true })), moves + masks);
  const things = packetOf({ axes: null, choosing: 'goes there' });
  assert.equal(keyWords(things), 'Arrow keys move from map to map. Click or Enter goes there.');
});
