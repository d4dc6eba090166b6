// Where maps and their cells lie: every cell is found where it is drawn, and nothing overlaps.
/** @import { Packet } from '../../pages/ui/components/map_view/packet.js' */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellAt, cellBox, layOut, tileBox } from '../../pages/ui/components/map_view/layout.js';
import { packetOf } from './packets.js';

const range = (/** @type {number} */ count) => Array.from({ length: count }, (_, i) => i);
/** @param {number} count @param {number} side @param {Partial<Packet>} [parts] */
const maps = (count, side, parts) =>
  packetOf({ rows: side, columns: side, channels: range(count), ...parts });

/** @param {number} image @param {number} start @param {number} step */
const over = (image, start, step) => ({
  overlay: 0.75,
  across: 5,
  captions: range(10).map(i => `${i}\nmean`),
  image: /** @type {[number, number, number]} */ ([image, image, 1]),
  area: /** @type {[number, number, number]} */ ([start, step, image]),
});
/** @type {Record<string, Packet>} */
const CASES = {
  'MNIST, convolution': maps(128, 14),
  'd2l, large': maps(96, 54),
  'd2l, many': maps(384, 12),
  'MNIST, one map': maps(1, 28),
  'behind GAP': maps(10, 1),
  'MNIST, classes': maps(10, 7, over(28, -1.5, 4)),
  'd2l, classes': maps(10, 5, over(224, 14.5, 32)),
};
const PAGES = [1280, 960, 700, 390, 320].flatMap(width =>
  [1, 1.5, 2, 2.625].map(density => ({ width, density })),
);

const LAYOUTS = Object.values(CASES).flatMap(packet =>
  PAGES.map(({ width, density }) => ({ packet, layout: layOut(packet, width, density) })),
);

/** The first, the last and some between. @param {number} count */
const some = count =>
  [...new Set([0, 1, 2, count >> 1, count - 2, count - 1])].filter(at => at >= 0 && at < count);

/** Cells of some maps. @param {Packet} packet */
const someCells = ({ channels, rows, columns }) =>
  some(channels.length).flatMap(tile =>
    some(rows).flatMap(row =>
      some(columns).map(column => ({ tile, cell: { channel: channels[tile], row, column } })),
    ),
  );

test('each cell is found all over its box', () => {
  for (const { packet, layout } of LAYOUTS)
    for (const { tile, cell } of someCells(packet)) {
      const [top, left, high, wide] = cellBox(layout, tile, cell);
      const under = [0.01, 0.5, 0.99].map(part =>
        cellAt(layout, packet.channels, top + part * high, left + (1 - part) * wide),
      );
      assert.deepEqual(under, [cell, cell, cell]);
    }
});

test('maps lie side by side within the page, and between them is nothing', () => {
  for (const { packet, layout } of LAYOUTS) {
    const boxes = packet.channels.map((_, tile) => tileBox(layout, tile));
    boxes.forEach(([top, left, high, wide], tile) => {
      assert.ok(left >= 0 && left + wide <= layout.width, 'beyond the sides');
      assert.ok(top >= 0 && top + high <= layout.height, 'beyond the end');
      assert.equal(cellAt(layout, packet.channels, top + high + 1, left + wide / 2), null);
      assert.equal(cellAt(layout, packet.channels, top + high / 2, left + wide + 1), null);
      const next = boxes[tile + 1] ?? [Infinity, 0, 0, 0];
      assert.ok(next[1] >= left + wide || next[0] >= top + high, 'overlap');
    });
  }
});

test('beside the maps and behind the last one is nothing', () => {
  const { channels } = CASES['MNIST, convolution'];
  const layout = layOut(CASES['MNIST, convolution'], 960, 1);
  for (const [y, x] of [
    [-1, 10],
    [10, -1],
    [10, layout.width + 5],
    [layout.height + 5, 10],
  ])
    assert.equal(cellAt(layout, channels, y, x), null);
  const short = layOut(maps(layout.across + 1, 14), 960, 1);
  const [top, left] = tileBox(short, short.across);
  assert.equal(cellAt(short, range(short.across + 1), top + 5, left + short.pitch[1] + 5), null);
});

test('maps alone have whole pixels for cells, so that all cells are of one size', () => {
  for (const name of ['MNIST, convolution', 'd2l, large', 'd2l, many', 'behind GAP'])
    for (const { width, density } of PAGES)
      assert.ok(Number.isInteger(layOut(CASES[name], width, density).unit));
});

test('over the image each cell lies around the middle of its window', () => {
  for (const name of ['MNIST, classes', 'd2l, classes']) {
    const packet = CASES[name];
    const [start, step] = packet.area ?? [];
    const layout = layOut(packet, 960, 1);
    const [top, left] = tileBox(layout, 3);
    for (const at of range(packet.rows).slice(1, -1)) {
      const box = cellBox(layout, 3, { row: at, column: at });
      const place = (Number(start) + at * Number(step)) * layout.unit;
      const size = Number(step) * layout.unit;
      const expected = [top + place, left + place, size, size];
      box.forEach((length, i) => assert.ok(Math.abs(length - expected[i]) < 1e-9));
    }
  }
});

test('over the image the cells at the borders reach to its edges', () => {
  for (const name of ['MNIST, classes', 'd2l, classes']) {
    const packet = CASES[name];
    const layout = layOut(packet, 390, 2.625);
    const [top, left, high, wide] = tileBox(layout, 7);
    const last = packet.rows - 1;
    for (const [down, right, row, column] of [
      [0, 0, 0, 0],
      [0, wide - 1, 0, last],
      [high - 1, 0, last, 0],
      [high - 1, wide - 1, last, last],
    ])
      assert.deepEqual(cellAt(layout, packet.channels, top + down, left + right), {
        channel: 7,
        row,
        column,
      });
  }
});

test('no more maps stand side by side than Python allows', () => {
  for (const width of [1280, 320]) assert.ok(layOut(CASES['MNIST, classes'], width, 1).across <= 5);
});

test('a page without width yet, or with hardly any, has a layout too', () => {
  for (const width of [0, 1, 5, 8, 9, 20])
    for (const packet of Object.values(CASES)) assert.ok(layOut(packet, width, 1).unit > 0);
});
