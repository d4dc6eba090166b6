// What is in the boxes: the maps of an image, and the scores.
/** @import { Root } from '../shared/dom.js' */
/** @import { Flow } from './packet.js' */
import { cssPercent, find, penOf } from '../shared/dom.js';

/** @param {Root} root @param {Flow} flow */
export function fill(root, flow) {
  paintMaps(root, flow);
  const { scores, best } = flow;
  const rows = find(root, '.scores tbody', HTMLElement).children;
  scores.forEach(({ score, probability, share }, at) => {
    const [, value, bar, chance] = rows[at].children;
    value.textContent = score;
    chance.textContent = probability;
    const strip = bar.firstElementChild;
    if (strip instanceof HTMLElement) strip.style.setProperty('--share', cssPercent(share));
    rows[at].classList.toggle('best', at === best);
  });
  root.querySelectorAll('.maps > div').forEach((line, at) => {
    line.classList.toggle('best', at === best);
  });
}

/** @param {Root} root @param {Flow} flow */
function paintMaps(root, { columns, colours, levels }) {
  const canvases = root.querySelectorAll('canvas');
  let place = 0;
  let start = 0;
  for (const { count, side } of columns) {
    const image = new ImageData(side, side);
    const pixels = new Uint32Array(image.data.buffer);
    for (let map = 0; map < count; map++) {
      for (let i = 0; i < pixels.length; i++) pixels[i] = colours[levels[start + i]];
      start += pixels.length;
      penOf(canvases[place]).putImageData(image, 0, 0);
      place += 1;
    }
  }
}
