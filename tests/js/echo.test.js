// When those who hear of a painted element ask Python for a run.
/** @import { Root } from '../../pages/ui/components/shared/dom.js' */
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import mount from '../../pages/ui/components/echo/component.js';

const page = new EventTarget();
/** @type {string[]} */
let asked = [];
let state = 'notRunning';
mock.timers.enable({ apis: ['setTimeout'] });
Object.assign(globalThis, {
  window: page,
  document: { querySelector: () => ({ getAttribute: () => state }) },
});
beforeEach(() => {
  asked = [];
  state = 'notRunning';
});

/** What stands in the page until `leave`; each asks by its name. @param {string[]} names */
function opened(...names) {
  const roots = names.map(() => ({ isConnected: true }));
  const teller = { isConnected: true };
  /** @param {object} root @param {string | null} token @param {string} name */
  const show = (root, token, name) =>
    mount({
      data: [token],
      parentElement: /** @type {Root} */ (root),
      setTriggerValue: () => asked.push(name),
    });
  names.forEach((name, at) => show(roots[at], null, name));
  show(teller, '', 'teller');
  return {
    roots,
    /** @param {string} token */
    tell: token => show(teller, token, 'teller'),
    leave: () => [teller, ...roots].forEach(root => Object.assign(root, { isConnected: false })),
  };
}

/** @param {number} milliseconds */
const later = milliseconds => mock.timers.tick(milliseconds);

test('all that hear ask, one after the other', () => {
  const { tell, leave } = opened('bar', 'toolbar');
  tell('a');
  later(249);
  assert.deepEqual(asked, []);
  later(1);
  assert.deepEqual(asked, ['bar']);
  later(50);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  later(1000);
  tell('a'); // nothing new
  later(1000);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  leave();
});

test('of quick edits the last is told of, and of what was taken back nothing', () => {
  const { tell, leave } = opened('bar');
  for (const token of ['a', 'b', 'c']) {
    tell(token);
    later(200);
  }
  assert.deepEqual(asked, []);
  later(50);
  assert.deepEqual(asked, ['bar']);
  tell('d');
  tell('');
  later(1000);
  assert.deepEqual(asked, ['bar']);
  leave();
});

test('none asks while a run is under way', () => {
  const { tell, leave } = opened('bar', 'toolbar');
  tell('a');
  state = 'rerunRequested';
  later(1000);
  assert.deepEqual(asked, []);
  state = 'notRunning';
  later(50);
  state = 'running'; // that of the bar
  later(1000);
  assert.deepEqual(asked, ['bar']);
  state = 'notRunning';
  later(50);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  leave();
});

test('none asks just after a touch or a key, whose run is about to be asked for', () => {
  const { tell, leave } = opened('bar', 'toolbar');
  tell('a');
  later(240);
  page.dispatchEvent(new Event('pointerup'));
  later(249);
  assert.deepEqual(asked, []);
  later(1);
  page.dispatchEvent(new Event('keydown'));
  later(249);
  assert.deepEqual(asked, ['bar']);
  later(1);
  assert.deepEqual(asked, ['bar', 'toolbar']);
  leave();
});

test('who has been left asks for nothing', () => {
  const { tell, leave, roots } = opened('bar', 'toolbar');
  tell('a');
  later(250);
  roots[1].isConnected = false;
  later(1000);
  assert.deepEqual(asked, ['bar']);
  leave();
  page.dispatchEvent(new Event('pointerup'));
  later(1000);
  assert.deepEqual(asked, ['bar']);
});
