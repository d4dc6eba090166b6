// When those who hear of a painted element ask Python for a run.
/** @import { Root } from '../../pages/ui/components/shared/dom.js' */
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import mount from '../../pages/ui/components/echo/component.js';

const page = new EventTarget();
let state = 'notRunning';
/** @type {string[]} Those whose run was asked for. */
let asked = [];
/** @type {string[]} Those who set something since the last was sent. */
let batch = [];
mock.timers.enable({ apis: ['setTimeout', 'Date'] });
Object.assign(globalThis, {
  window: page,
  document: { querySelector: () => ({ getAttribute: () => state }) },
});
beforeEach(() => {
  state = 'notRunning';
  asked = [];
  batch = [];
});

/** As Streamlit does: it sends a little later, and runs the first only. @param {string} name */
function set(name) {
  batch.push(name);
  if (batch.length > 1) return;
  setTimeout(() => {
    asked.push(batch[0]);
    batch = [];
  }, 0);
}

/** Each for itself: within a longer tick a timer would start others late. @param {number} ms */
function later(ms) {
  for (let passed = 0; passed < ms; passed++) mock.timers.tick(1);
}

/** What stands in the page until `leave`; each asks by its name. @param {string[]} names */
function opened(...names) {
  const roots = [...names, 'teller'].map(() => ({ isConnected: true }));
  /** @param {string} name @param {string | null} token */
  const show = (name, token) =>
    mount({
      data: [token, 0, 0],
      parentElement: /** @type {Root} */ (roots[names.indexOf(name)] ?? roots.at(-1)),
      setTriggerValue: () => set(name),
    });
  names.forEach(name => show(name, null));
  show('teller', '');
  return {
    roots,
    /** @param {string} token */
    tell: token => show('teller', token),
    /** The run comes that was asked for. @param {string} name */
    run: name => show(name, null),
    leave: () => roots.forEach(root => Object.assign(root, { isConnected: false })),
  };
}

test('all that hear ask, one after the other', () => {
  const { tell, run, leave } = opened('bar', 'toolbar');
  tell('a');
  later(249);
  assert.deepEqual(asked, []);
  later(1);
  assert.deepEqual(asked, ['bar']);
  run('bar');
  later(50);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  run('toolbar');
  later(1000);
  tell('a'); // nothing new
  later(1000);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  leave();
});

test('who gets no run asks again, three times in all', () => {
  const { tell, run, leave } = opened('bar', 'toolbar');
  tell('a');
  later(2249); // a busy server
  assert.deepEqual(asked, ['bar']);
  later(1);
  assert.deepEqual(asked, ['bar', 'bar']);
  run('bar');
  later(9000);
  assert.deepEqual(asked, ['bar', 'bar', 'toolbar', 'toolbar', 'toolbar']);
  tell('b');
  later(250);
  assert.deepEqual(asked, ['bar', 'bar', 'toolbar', 'toolbar', 'toolbar', 'bar']);
  leave();
});

test('what is clicked in the same moment runs, whether just before or just after', () => {
  const { tell, run, leave } = opened('bar');
  tell('a');
  later(249);
  setTimeout(set, 1, 'click');
  later(1);
  run('bar');
  assert.deepEqual(asked, ['bar', 'click']);
  later(1000);
  setTimeout(set, 250, 'click');
  tell('b');
  later(250);
  assert.deepEqual(asked, ['bar', 'click', 'click']); // and what the bar asked for is lost
  state = 'running'; // what was clicked
  later(50);
  assert.deepEqual(asked, ['bar', 'click', 'click']);
  state = 'notRunning';
  later(50); // the end of a run is heard of before what it has written is shown
  assert.deepEqual(asked, ['bar', 'click', 'click']);
  later(50);
  assert.deepEqual(asked, ['bar', 'click', 'click', 'bar']);
  leave();
});

test('of quick edits the last is told of, and of what was taken back nothing', () => {
  const { tell, run, leave } = opened('bar');
  for (const token of ['a', 'b', 'c']) {
    tell(token);
    later(200);
  }
  assert.deepEqual(asked, []);
  later(50);
  run('bar');
  assert.deepEqual(asked, ['bar']);
  tell('d');
  tell('');
  later(1000);
  assert.deepEqual(asked, ['bar']);
  leave();
});

test('none asks while a run is under way', () => {
  const { tell, run, leave } = opened('bar', 'toolbar');
  tell('a');
  state = 'rerunRequested';
  later(1000);
  assert.deepEqual(asked, []);
  state = 'notRunning';
  later(50);
  assert.deepEqual(asked, []);
  later(50);
  state = 'running'; // that of the bar
  later(1000);
  assert.deepEqual(asked, ['bar']);
  run('bar');
  state = 'notRunning';
  later(50);
  assert.deepEqual(asked, ['bar']);
  later(50);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  leave();
});

test('none asks just after a touch or a key, whose run is about to be asked for', () => {
  const { tell, run, leave } = opened('bar', 'toolbar');
  tell('a');
  later(240);
  page.dispatchEvent(new Event('pointerup'));
  later(249);
  assert.deepEqual(asked, []);
  later(1);
  run('bar');
  page.dispatchEvent(new Event('keydown'));
  later(249);
  assert.deepEqual(asked, ['bar']);
  later(1);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  leave();
});

test('who has been left asks for nothing', () => {
  const { tell, run, leave, roots } = opened('bar', 'toolbar');
  tell('a');
  later(250);
  run('bar');
  roots[1].isConnected = false;
  later(1000);
  assert.deepEqual(asked, ['bar']);
  tell('b');
  leave();
  page.dispatchEvent(new Event('pointerup'));
  later(1000);
  assert.deepEqual(asked, ['bar']);
});

test('who is to run again and again asks after each run, and only while the page is free', () => {
  const root = { isConnected: true };
  const run = () =>
    mount({
      data: [null, 0, 500],
      parentElement: /** @type {Root} */ (root),
      setTriggerValue: () => set('film'),
    });
  run();
  later(499);
  page.dispatchEvent(new Event('pointerdown')); // stops no film, but delays it
  later(249);
  assert.deepEqual(asked, []);
  later(1);
  assert.deepEqual(asked, ['film']);
  later(1999); // the run is lost
  assert.deepEqual(asked, ['film']);
  later(1);
  assert.deepEqual(asked, ['film', 'film']);
  run();
  state = 'running'; // what somebody clicked
  later(5000);
  assert.deepEqual(asked, ['film', 'film']);
  state = 'notRunning';
  later(50);
  assert.deepEqual(asked, ['film', 'film']);
  later(50);
  assert.deepEqual(asked, ['film', 'film', 'film']);
  root.isConnected = false;
  later(5000);
  assert.deepEqual(asked, ['film', 'film', 'film']);
});
