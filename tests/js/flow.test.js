// The boxes of the flow, and the numbers beside a matrix.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesOf, structureOf, widthOf } from '../../pages/ui/components/flow/packet.js';
import { ticksOf } from '../../pages/ui/components/map_view/axes.js';

/** @param {number} block */
const column = block => ({ block });

test('neighbours of one block share a frame, and what stands between blocks has its own', () => {
  const frames = framesOf([0, 0, -1, -1, 1, 1, 1].map(column));
  assert.deepEqual(
    frames.map(inside => inside.map(({ block }) => block)),
    [[0, 0], [-1], [-1], [1, 1, 1]],
  );
});

test('larger maps are shown larger', () => {
  assert.deepEqual([28, 14, 7].map(widthOf), [78, 61, 50]);
});

test('the boxes are those of the network, whatever the image and the answer are', () => {
  const flow = {
    columns: [],
    blocks: [],
    scores: [{ name: '4', score: '1.0', probability: '9%', share: 0.09 }],
    best: 0,
    chosen: 'block1_relu',
    hasClassMaps: true,
    ends: /** @type {[string, string]} */ (['mean', '']),
    colours: new Uint32Array(256),
    levels: new Uint8Array(0),
  };
  const other = { ...flow, best: null, scores: [{ ...flow.scores[0], score: '2.0' }] };
  assert.equal(structureOf(flow), structureOf(other));
  assert.notEqual(structureOf(flow), structureOf({ ...flow, hasClassMaps: false }));
});

test('as many places have a number as have room, from the first on and evenly', () => {
  for (const count of [1, 5, 9, 10, 17, 64, 96, 384, 1000]) {
    const ticks = ticksOf(count);
    assert.equal(ticks[0], 0);
    assert.ok(ticks.length <= 9 && ticks[ticks.length - 1] < count);
    assert.ok(count < 10 ? ticks.length === count : ticks.length >= 5);
    const steps = new Set(ticks.slice(1).map((tick, at) => tick - ticks[at]));
    assert.ok(steps.size <= 1);
  }
});
