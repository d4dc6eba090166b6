// What a lesson keeps in the browser, and when Esc leaves it.
/** @import { Root } from '../../pages/ui/components/shared/dom.js' */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import mount from '../../pages/ui/components/lesson_guide/component.js';

const page = new EventTarget();
/** @type {string | null} What the browser has kept. */
let stored = null;
let left = 0;
/** @type {object | null} What is open on the page. */
let open = null;
/** @type {string[]} */
let sent = [];
/** @type {{ isConnected: boolean }[]} */
const roots = [];
Object.assign(globalThis, {
  window: page,
  document: { querySelector: () => open },
  HTMLElement: class {},
});
Object.defineProperty(globalThis, 'localStorage', {
  value: {
    getItem: () => stored,
    /** @param {string} _name @param {string} value */
    setItem: (_name, value) => (stored = value),
  },
});
beforeEach(() => {
  stored = null;
  left = 0;
  open = null;
  sent = [];
  roots.forEach(root => (root.isConnected = false));
});

/** A page with a lesson, which is shown these answers. */
function opened() {
  const root = { isConnected: true };
  roots.push(root);
  /** @param {Record<string, string>} answers */
  return answers =>
    mount({
      data: ['', 'h2', '', JSON.stringify(answers)],
      parentElement: /** @type {Root} */ (root),
      setStateValue: (_name, kept) => sent.push(kept),
      setTriggerValue: () => (left += 1),
    });
}

/** @param {object} [more] */
function escape(more = {}) {
  page.dispatchEvent(Object.assign(new Event('keydown'), { key: 'Escape', ...more }));
}

test('what another tab has kept stays, and only what is new here is written', () => {
  const show = opened();
  show({ 'a/1': 'old', 'a/2': 'here' });
  stored = JSON.stringify({ 'a/1': 'newer', 'b/1': 'of another tab' });
  show({ 'a/1': 'old', 'a/2': 'here', 'a/3': 'new' });
  assert.deepEqual(JSON.parse(stored), {
    'a/1': 'newer',
    'b/1': 'of another tab',
    'a/3': 'new',
  });
});

test('what is kept is sent once where nothing has been answered yet, whatever it is', () => {
  stored = 'no JSON';
  const show = opened();
  show({});
  show({});
  assert.deepEqual(sent, ['no JSON']);
  show({ 'c/1': 'yes' });
  assert.equal(stored, '{"c/1":"yes"}');
});

test('Esc leaves the lesson, unless it ends what is being composed', () => {
  const show = opened();
  show({});
  escape({ isComposing: true });
  assert.equal(left, 0);
  escape();
  assert.equal(left, 1);
});

test('Esc that closes a list leaves the lesson only when it is pressed again', () => {
  opened()({});
  open = {};
  const close = () => (open = null);
  page.addEventListener('keydown', close, { capture: true, once: true }); // before the lesson hears
  escape();
  assert.equal(left, 0);
  escape();
  assert.equal(left, 1);
});
