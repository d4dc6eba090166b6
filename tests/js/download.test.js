// A file is fetched once, however often the page shows what fetches it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fetchFile from '../../pages/ui/components/download/component.js';

/** @type {string[]} */
const followed = [];
Object.assign(globalThis, {
  document: {
    createElement: () => ({
      href: '',
      click() {
        followed.push(this.href);
      },
    }),
  },
});

test('once a click, also where the popover with it was closed and is opened again', () => {
  fetchFile({ data: ['first', '/nin.csv'] });
  fetchFile({ data: ['second', '/nin.csv'] }); // another click for an equal file
  fetchFile({ data: ['second', '/nin.csv'] });
  fetchFile({ data: ['first', '/nin.csv'] });
  assert.deepEqual(followed, ['/nin.csv', '/nin.csv']);
});
