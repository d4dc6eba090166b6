// Undo and redo of strokes, and how much a pad takes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changed,
  countWords,
  historyOf,
  isNear,
  onPad,
  redone,
  roomFor,
  undone,
} from '../../pages/ui/components/pad/strokes.js';

const A = [64, 1, 1];
const B = [64, 2, 2];
const C = [64, 3, 3];
const drawn = changed(changed(historyOf([]), [A]), [A, B]);

test('undo takes strokes away one by one, and redo brings them back', () => {
  const once = undone(drawn);
  const twice = undone(once);
  assert.deepEqual([once.strokes, twice.strokes], [[A], []]);
  assert.deepEqual(redone(twice).strokes, [A]);
  assert.deepEqual(redone(redone(twice)), drawn);
});

test('at either end of the past there is nothing to undo or redo', () => {
  assert.equal(redone(drawn), drawn);
  const empty = historyOf([]);
  assert.equal(undone(empty), empty);
});

test('a new stroke ends the future', () => {
  const branched = changed(undone(drawn), [A, C]);
  assert.deepEqual(branched.future, []);
  assert.deepEqual(undone(branched).strokes, [A]);
});

test('clearing can be undone', () => {
  assert.deepEqual(undone(changed(drawn, [])).strokes, [A, B]);
});

test('strokes that came from Python are undone one by one', () => {
  const restored = historyOf([A, B, C]);
  assert.deepEqual(undone(restored).strokes, [A, B]);
  assert.deepEqual(undone(undone(undone(restored))).strokes, []);
});

test('nothing that happens changes a history that somebody holds', () => {
  const before = structuredClone(drawn);
  undone(drawn);
  redone(undone(drawn));
  changed(drawn, []);
  assert.deepEqual(drawn, before);
});

test('a pad has room for some strokes, and for some points of all together', () => {
  const limits = { maxStrokes: 3, maxPoints: 10 };
  assert.equal(roomFor([], limits), 10);
  assert.equal(roomFor([[64, 1, 1, 2, 2, 3, 3], A], limits), 6);
  assert.equal(roomFor([A, B, C], limits), 0);
  assert.equal(roomFor([[64, ...Array(20).fill(5)]], limits), 0);
});

test('a point counts if it is away from the last one', () => {
  assert.ok(isNear([64, 0, 0, 100, 100], 102, 102));
  assert.ok(!isNear([64, 0, 0, 100, 100], 103, 100));
});

test('places are whole numbers, a little beyond the pad at most', () => {
  assert.deepEqual([-500, -99.6, 0.4, 999.5, 2000].map(onPad), [-100, -100, 0, 1000, 1100]);
});

test('strokes are counted in words', () => {
  assert.deepEqual([0, 1, 2].map(countWords), ['Empty.', '1 stroke.', '2 strokes.']);
});
