// The boxes of a network, empty.
/** @import { Root } from '../shared/dom.js' */
/** @import { Column, Flow } from './packet.js' */
import { canvasOf, find } from '../shared/dom.js';
import { framesOf, widthOf } from './packet.js';

/**
 * @param {string} tag
 * @param {string} [text]
 * @param {string} [className]
 */
function element(tag, text = '', className = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/**
 * Words of which a part stands below the rest, or not at all, where it is narrow.
 *
 * @param {string} tag
 * @param {string} text
 * @param {number} length Of its first part.
 */
function parted(tag, text, length) {
  const made = element(tag);
  made.append(element('span', text.slice(0, length)), element('span', text.slice(length)));
  return made;
}

/** A picture that the words of its box stand for. @param {number} side */
const canvas = side => Object.assign(canvasOf(side, side), { ariaHidden: 'true' });

/** @param {Column} column @param {Flow} flow @param {number} number */
function boxOf(column, { scores, hasClassMaps, columns }, number) {
  const { name, kind, title, shape, label, more, count, side } = column;
  const isLast = hasClassMaps && number === columns.length - 1;
  const box = element('div', '', `column ${kind}${isLast ? ' classes' : ''}`);
  box.setAttribute('role', 'option');
  box.setAttribute('aria-label', label);
  box.id = `layer-${number}`;
  box.dataset.name = name;
  box.style.flexGrow = String(isLast ? 44 : widthOf(side));
  box.append(
    parted('b', title, title.indexOf(' ') + 1),
    parted('small', shape, shape.indexOf('×') + 1),
  );
  if (isLast) {
    const maps = element('div', '', 'maps');
    scores.forEach(score => {
      const line = element('div', score.name.length > 2 ? '' : score.name);
      line.append(canvas(side));
      maps.append(line);
    });
    box.append(maps);
    return box;
  }
  for (let map = 0; map < count; map++) box.append(canvas(side));
  if (more > 0) box.append(parted('small', `+ ${more} more`, `+ ${more}`.length));
  return box;
}

/** @param {Root} root @param {Flow} flow */
export function build(root, flow) {
  const { columns, blocks, scores, ends } = flow;
  let number = 0;
  const frames = framesOf(columns).map(inside => {
    const { block } = inside[0];
    const frame = element('div', '', block < 0 ? 'block none' : 'block');
    frame.style.flexGrow = String(
      inside.reduce((sum, { side, count }) => sum + (count === 10 ? 44 : widthOf(side)), 0),
    );
    const title = element('p');
    if (block >= 0) title.append(element('strong', blocks[block][0]), ` ${blocks[block][1]}`);
    const row = element('div', '', 'row');
    row.append(...inside.map(column => boxOf(column, flow, number++)));
    frame.role = 'presentation';
    title.ariaHidden = 'true';
    frame.append(title, row);
    return frame;
  });
  find(root, '.layers', HTMLElement).replaceChildren(...frames);
  const score = find(root, '.scores .score', HTMLElement);
  score.replaceChildren(ends[0], element('small', ends[1]));
  find(root, '.scores tbody', HTMLElement).replaceChildren(
    ...scores.map(({ name }) => {
      const row = element('tr');
      const head = element('th', name);
      head.setAttribute('scope', 'row');
      const bar = element('td', '', 'bar');
      bar.append(element('i'));
      row.append(head, element('td', '', 'score-value'), bar, element('td'));
      return row;
    }),
  );
}
