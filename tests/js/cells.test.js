// Walking from cell to cell by keys, and what stays of places when other maps come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSame, kept, middle, valueOf, walk } from '../../pages/ui/components/map_view/cells.js';
import { keptPlaces, orderedPlaces } from '../../pages/ui/components/map_view/state.js';
import { packetOf } from './packets.js';

const MAPS = packetOf({ rows: 3, columns: 4, channels: [5, 1, 9, 0, 2] });
const ACROSS = { across: 3 }; // 5 1 9 above 0 2

/** @param {number} channel @param {number} row @param {number} column */
const cell = (channel, row, column) => ({ channel, row, column });

/** Where a key such as "Shift+ArrowUp" leads. @param {string} keys @param {[number, number, number]} from */
function led(keys, from, maps = MAPS) {
  const [key, ...held] = keys.split('+').reverse();
  const [shiftKey, ctrlKey, metaKey] = ['Shift', 'Control', 'Meta'].map(name =>
    held.includes(name),
  );
  const goal = walk(maps, ACROSS, cell(...from), { key, shiftKey, ctrlKey, metaKey });
  return goal && [goal.channel, goal.row, goal.column];
}

/** @type {[string, [number, number, number], [number, number, number] | null][]} */
const WALKS = [
  ['ArrowDown', [1, 0, 2], [1, 1, 2]],
  ['ArrowUp', [1, 1, 2], [1, 0, 2]],
  ['ArrowRight', [1, 0, 2], [1, 0, 3]],
  ['ArrowRight', [5, 2, 3], [1, 2, 0]], // over the edge to the next map
  ['ArrowLeft', [1, 2, 0], [5, 2, 3]],
  ['ArrowDown', [1, 2, 1], [2, 0, 1]],
  ['ArrowUp', [2, 0, 1], [1, 2, 1]],
  ['ArrowLeft', [5, 1, 0], [5, 1, 0]], // there is none
  ['ArrowRight', [9, 1, 3], [9, 1, 3]], // the next one is in the line below
  ['ArrowDown', [9, 2, 1], [9, 2, 1]],
  ['Home', [1, 1, 2], [1, 1, 0]],
  ['End', [1, 1, 2], [1, 1, 3]],
  ['Control+Home', [2, 1, 2], [5, 1, 2]],
  ['Meta+End', [5, 1, 2], [2, 1, 2]],
  ['PageDown', [9, 1, 2], [0, 1, 2]],
  ['PageDown', [2, 1, 2], [2, 1, 2]],
  ['PageUp', [9, 1, 2], [1, 1, 2]],
  ['Shift+ArrowDown', [5, 1, 2], [0, 1, 2]],
  ['Shift+ArrowRight', [9, 1, 2], [0, 1, 2]],
  ['a', [5, 0, 0], null],
];

for (const [keys, from, to] of WALKS)
  test(`${keys} leads from ${from} to ${to}`, () => assert.deepEqual(led(keys, from), to));

test('where a map is one thing, arrows lead from map to map', () => {
  const things = { ...MAPS, axes: null };
  assert.deepEqual(led('ArrowRight', [5, 1, 2], things), [1, 1, 2]);
  assert.deepEqual(led('ArrowDown', [1, 1, 2], things), [2, 1, 2]);
});

test('a cell has the value of its channel, in whatever order maps stand', () => {
  assert.equal(valueOf(MAPS, cell(5, 0, 0)), 0);
  assert.equal(valueOf(MAPS, cell(9, 2, 3)), 2 * 12 + 11);
});

test('cells are the same if all their numbers are', () => {
  assert.ok(isSame(null, null));
  assert.ok(isSame(cell(1, 2, 3), cell(1, 2, 3)));
  for (const other of [null, cell(0, 2, 3), cell(1, 0, 3), cell(1, 2, 0)])
    assert.ok(!isSame(other, cell(1, 2, 3)));
});

test('one walks from the middle of the first map', () => {
  assert.deepEqual(middle(MAPS), cell(5, 1, 2));
});

test('Python orders a cell, a mask, or nothing', () => {
  const none = { cursor: null, drag: null, enlarged: null, chosen: null, mask: null };
  assert.deepEqual(orderedPlaces(packetOf()), none);
  const chosen = orderedPlaces(packetOf({ ordered: [1, 0, 2] }));
  assert.deepEqual(chosen, { ...none, chosen: cell(1, 0, 2) });
  assert.deepEqual(orderedPlaces(packetOf({ ordered: [7, 0, 2] })), none); // not among the shown
  const masked = orderedPlaces(packetOf({ masking: true, ordered: '010001' }));
  assert.deepEqual(masked, { ...none, mask: Uint8Array.of(0, 1, 0, 0, 0, 1) });
  assert.deepEqual(orderedPlaces(packetOf({ masking: true })).mask, new Uint8Array(6));
});

test('what is kept are the places, and nothing else of a view', () => {
  const view = { ...orderedPlaces(packetOf({ masking: true })), packet: packetOf() };
  const places = ['chosen', 'cursor', 'drag', 'enlarged', 'mask'];
  assert.deepEqual(Object.keys(keptPlaces(packetOf(), view)).sort(), places);
  assert.equal(keptPlaces(packetOf(), view).mask, view.mask);
});

test('a choice stays with its channel when the order changes, and goes where there is none', () => {
  const before = { ...orderedPlaces(packetOf({ ordered: [1, 1, 2] })), cursor: cell(0, 0, 0) };
  const sorted = keptPlaces(packetOf({ channels: [1, 0] }), before);
  assert.deepEqual([sorted.chosen, sorted.cursor], [cell(1, 1, 2), cell(0, 0, 0)]);
  const fewer = packetOf({ channels: [0] });
  assert.deepEqual(keptPlaces(fewer, before).chosen, null);
  assert.equal(kept(packetOf({ rows: 1 }), cell(1, 1, 2)), null);
  assert.equal(kept(packetOf({ columns: 2 }), cell(1, 1, 2)), null);
});
