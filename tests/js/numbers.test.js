// Numbers are written as Python writes them: both are held to one table of cases.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { threeDigits } from '../../pages/ui/components/shared/numbers.js';

const table = new URL('../support/numbers.json', import.meta.url);
/** @type {{ three_digits: [number | string, string][] }} */
const { three_digits: cases } = JSON.parse(readFileSync(table, 'utf-8'));

for (const [value, text] of cases)
  test(`${value} is written ${text}`, () => assert.equal(threeDigits(Number(value)), text));
