// Which cell a pointer means, on elements whose boxes are known.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactClick, mountedAt, placeUnder } from '../../pages/ui/components/shared/dom.js';

/** @param {number} clientX @param {number} clientY */
const at = (clientX, clientY) => /** @type {MouseEvent} */ ({ clientX, clientY });
const box = { left: 10, top: 20, width: 80, height: 40 };
const element = /** @type {Element} */ (
  /** @type {unknown} */ ({ getBoundingClientRect: () => box })
);

test('a pointer is over the cell whose part of the element it is over', () => {
  assert.deepEqual(placeUnder(at(10, 20), element, 4, 8), [0, 0]);
  assert.deepEqual(placeUnder(at(39.9, 50), element, 4, 8), [3, 2]);
  assert.deepEqual(placeUnder(at(40, 49.9), element, 4, 8), [2, 3]);
});

test('beyond the element it is over the nearest cell', () => {
  assert.deepEqual(placeUnder(at(90, 60), element, 4, 8), [3, 7]);
  assert.deepEqual(placeUnder(at(-5, 500), element, 4, 8), [3, 0]);
});

test('a click is where the pointer was lifted, to fractions of a pixel', () => {
  const lifted = at(40.67, 50.33);
  assert.equal(exactClick(at(40, 50), lifted), lifted);
  for (const click of [at(42, 50), at(40, 52)]) assert.equal(exactClick(click, lifted), click);
  const alone = at(40, 50); // by a screen reader
  assert.equal(exactClick(alone, null), alone);
});

test('what is mounted keeps its state, and each has its own', () => {
  const states = new WeakMap();
  const roots = [1, 2].map(() => /** @type {HTMLElement} */ ({}));
  let count = 0;
  const create = () => (count += 1);
  assert.deepEqual(
    [roots[0], roots[1], roots[0]].map(root => mountedAt(states, root, create)),
    [1, 2, 1],
  );
});
