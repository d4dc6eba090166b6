import assert from 'node:assert/strict';
import { test } from 'node:test';

import { embedding } from '../../pages/ui/components/shared/embedding.js';

test('what belongs to the frame stays in an address that is written anew', () => {
  assert.equal(embedding('?weights=mnist&embed=true'), '&embed=true');
  assert.equal(
    embedding('?embed=true&embed_options=light_theme&net=1x28x10&embed_options=disable_scrolling'),
    '&embed=true&embed_options=light_theme&embed_options=disable_scrolling',
  );
});

test('nothing is added to an address outside of a frame, and no word gets in unescaped', () => {
  assert.equal(embedding(''), '');
  assert.equal(embedding('?weights=mnist&embedded=1'), '');
  assert.equal(embedding('?embed=%26run%3D0001'), '&embed=%26run%3D0001');
});
