// What the pad sends when Python does not answer.
/** @import { Pad, Value } from '../../pages/ui/components/pad/state.js' */
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { hear, send } from '../../pages/ui/components/pad/sending.js';

let state = 'notRunning';
/** @type {Value[]} */
let values = [];
Object.assign(globalThis, { document: { querySelector: () => ({ getAttribute: () => state }) } });
beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  state = 'notRunning';
  values = [];
});

/** One that has just been cleared. @param {boolean} isDown @returns {Pad} */
const cleared = (isDown = false) =>
  /** @type {Pad} */ (
    /** @type {unknown} */ ({
      canvas: { isConnected: true },
      data: { name: 'pad', reset: 0 },
      history: { strokes: [] },
      current: isDown ? [64, 1, 1] : null,
      sent: 0,
      sentAt: 0,
      heardAt: 0,
      timer: null,
      send: (/** @type {Value} */ value) => values.push(value),
    })
  );

/** The numbers of the values that were sent. */
const numbers = () => values.map(({ number }) => number);

test('what nobody answered is sent again, three times in all', () => {
  send(cleared());
  mock.timers.tick(1999);
  assert.deepEqual(numbers(), [1]);
  for (let second = 0; second < 10; second++) mock.timers.tick(1000);
  assert.deepEqual(numbers(), [1, 2, 3]);
  assert.deepEqual(
    values.map(({ strokes, down }) => [strokes, down]),
    [1, 2, 3].map(() => [[], false]),
  );
});

test('what was answered is sent once', () => {
  const pad = cleared();
  send(pad);
  hear(pad, 1);
  mock.timers.tick(5000);
  assert.deepEqual(numbers(), [1]);
});

test('nobody asks twice while Python is at work', () => {
  const pad = cleared();
  state = 'running';
  send(pad);
  for (let second = 0; second < 10; second++) mock.timers.tick(1000);
  assert.deepEqual(numbers(), [1]);
  state = 'notRunning';
  mock.timers.tick(2000);
  assert.deepEqual(numbers(), [1, 2]);
  hear(pad, 2);
  for (let second = 0; second < 10; second++) mock.timers.tick(1000);
  assert.deepEqual(numbers(), [1, 2]);
});

test('a pen that is down sends more by itself', () => {
  send(cleared(true));
  for (let second = 0; second < 10; second++) mock.timers.tick(1000);
  assert.deepEqual(numbers(), [1]);
});
