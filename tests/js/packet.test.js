// What comes from Python is read as it was written, and gets the colours that its table says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  colourIndex,
  headerText,
  palette,
  unpack,
} from '../../pages/ui/components/map_view/packet.js';
import { bytesOf, colour, packetOf, STEPS } from './packets.js';

const VALUES = [0, 1.5, -2.25, NaN, Infinity, -Infinity, 1e-30, -0, 5, -5, 2, 4];

test('values, colours and image come out as they went in, wherever the bytes begin', () => {
  const image = /** @type {[number, number, number]} */ ([1, 2, 3]);
  const pixels = [1, 2, 3, 250, 251, 252];
  for (const name of ['a', 'ab', 'abc', 'abcd']) {
    const packet = unpack(bytesOf({ name, image }, VALUES, pixels));
    assert.deepEqual([...packet.values], [...Float32Array.from(VALUES)]);
    assert.deepEqual([...packet.table.subarray(0, 6)], [...colour(0), ...colour(1)]);
    assert.deepEqual([...packet.pixels], pixels);
    assert.deepEqual([packet.name, packet.size], [name, 6]);
  }
});

test('bytes may lie in the middle of a buffer', () => {
  const bytes = bytesOf({}, VALUES);
  const shifted = Uint8Array.from([9, 9, 9, ...bytes]).subarray(3);
  assert.equal(headerText(shifted), headerText(bytes));
  assert.deepEqual(unpack(shifted).values, unpack(bytes).values);
});

test('a value has the colour of its part of the limit', () => {
  const cases = [
    [0, 0],
    [8, STEPS],
    [-8, -STEPS],
    [100, STEPS],
    [-Infinity, -STEPS],
    [4, STEPS / 2],
    [-2, -STEPS / 4],
  ];
  for (const [value, step] of cases) assert.equal(colourIndex(value, 8, STEPS), STEPS + step);
  assert.equal(colourIndex(NaN, 8, STEPS), 2 * STEPS + 1);
  assert.equal(colourIndex(0, 0, STEPS), STEPS);
});

/** Red, green, blue, opacity. @param {Uint32Array} colours @param {number} i */
const rgba = (colours, i) => [...new Uint8Array(colours.buffer).subarray(4 * i, 4 * i + 4)];

test('colours are opaque where maps stand alone', () => {
  const colours = palette(packetOf());
  for (let i = 0; i < colours.length; i++) assert.deepEqual(rgba(colours, i), [...colour(i), 255]);
});

test('over an image zero is clear, and the largest as opaque as the overlay', () => {
  const colours = palette(packetOf({ overlay: 0.75 }));
  const opacity = Array.from(colours, (_, i) => rgba(colours, i)[3]);
  assert.equal(opacity[STEPS], 0);
  assert.deepEqual([opacity[0], opacity[2 * STEPS], opacity[2 * STEPS + 1]], [191, 191, 191]);
  assert.deepEqual(opacity.slice(0, STEPS), opacity.slice(STEPS + 1, -1).reverse());
});
