// Receptive fields: which cells see a pixel, against a count of all; and what is said of both.
/** @import { Spans } from '../../pages/ui/components/receptive_field/spans.js' */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cellsThatSee,
  cellSentence,
  pixelSentence,
} from '../../pages/ui/components/receptive_field/spans.js';

/**
 * Windows of a size, a stride apart, on 16 pixels; null where all of one is padding.
 *
 * @param {number} size
 * @param {number} stride
 * @param {number} padding
 * @returns {Spans}
 */
const spansOf = (size, stride, padding) =>
  Array.from({ length: Math.floor((16 + 2 * padding - size) / stride) + 1 }, (_, cell) => {
    const start = Math.max(0, cell * stride - padding);
    const end = Math.min(16, cell * stride - padding + size);
    return start < end ? [start, end] : null;
  });

for (const [size, stride, padding] of [
  [3, 1, 0],
  [5, 2, 2],
  [2, 3, 0], // pixels between the windows are seen by none
  [1, 1, 2], // cells of padding only
  [16, 1, 4],
])
  test(`the cells that see a pixel: windows of ${size}, ${stride} apart, padding ${padding}`, () => {
    const spans = spansOf(size, stride, padding);
    for (let pixel = 0; pixel < 16; pixel++) {
      const cells = cellsThatSee(spans, pixel);
      const counted = spans.flatMap((span, cell) =>
        span && span[0] <= pixel && pixel < span[1] ? [cell] : [],
      );
      assert.deepEqual(
        cells && [cells[0], cells[1] - 1],
        counted.length ? [counted[0], counted.at(-1)] : null,
      );
    }
  });

test('a cell is said with the pixels that it sees', () => {
  assert.equal(
    cellSentence('pool1', [2, 3], [1, 9], [0, 8]),
    'Cell (2, 3) of pool1 sees rows 1 to 8 and columns 0 to 7 of the image: 8×8 pixels.',
  );
  assert.equal(
    cellSentence('pool1', [2, 3], null, [0, 8]),
    'Cell (2, 3) of pool1 sees only padding.',
  );
  assert.equal(
    cellSentence('mlp', [2, 3], [2, 3], [3, 4]),
    'Cell (2, 3) of mlp sees row 2 and column 3 of the image: 1 pixel.',
  );
});

test('a pixel is said with how many cells see it', () => {
  const words = 'Pixel (4, 5) of the image is seen by';
  assert.equal(pixelSentence('conv', [4, 5], [0, 2], [3, 6]), `${words} 6 cells of conv.`);
  assert.equal(pixelSentence('conv', [4, 5], [0, 1], [3, 4]), `${words} 1 cell of conv.`);
  assert.equal(pixelSentence('conv', [4, 5], null, [3, 4]), `${words} 0 cells of conv.`);
});
