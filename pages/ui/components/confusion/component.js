// Which class was taken for which: a grid in which one cell is chosen, with a bar for each class.
/** @import { Root } from '../shared/dom.js' */
import { find, mountedAt } from '../shared/dom.js';
import { ARROWS, nearestIndex } from '../shared/keys.js';

/**
 * What Python sends (confusion.py).
 *
 * @typedef {object} Shown
 * @property {string[]} classes
 * @property {number[][]} counts A row for what the image is, a column for the answer.
 * @property {string[]} accuracies Of each class, in words.
 * @property {string[]} mistakes Likewise.
 * @property {number[]} bars How much of its bar each class fills, in [0, 1].
 * @property {string} scale What the bars begin and end with.
 *
 * @typedef {[number, number]} Cell The place of the truth and of the answer.
 *
 * @typedef {object} View
 * @property {Root} root
 * @property {string} built What the table was made of.
 * @property {Cell | null} chosen
 * @property {Cell} here Where the keys are.
 * @property {(cell: Cell) => void} send
 */

const LIGHTEST = 0.27;
const DARKEST = 0.72; // of what has dark digits; the commonest mistake alone is darker, with light ones

/** @type {WeakMap<Root, View>} */
const views = new WeakMap();

/** @param {View} view */
const tableOf = ({ root }) => find(root, '.confusion', HTMLElement);

/** @param {string} tag @param {string} kind @param {string} words */
const element = (tag, kind, words) =>
  Object.assign(document.createElement(tag), { className: kind, textContent: words });

/** @param {string} words @param {string} kind @param {'col' | 'row'} scope */
function headingOf(words, kind, scope) {
  const heading = element('th', kind, words);
  heading.setAttribute('scope', scope);
  if (kind === 'name') heading.title = words;
  return heading;
}

/** @param {number} count @param {number} most */
const shadeOf = (count, most) =>
  count === most && most > 1
    ? 1
    : LIGHTEST + ((DARKEST - LIGHTEST) * (count - 1)) / Math.max(1, most - 1);

/** @param {Shown} shown @param {number} truth @param {number} answer @param {number} most */
function cellOf({ classes, counts }, truth, answer, most) {
  const count = counts[truth][answer];
  const isRight = truth === answer;
  const kind = isRight ? 'right' : count ? 'wrong' : 'none';
  const cell = element('td', `cell ${kind}`, count ? count.toLocaleString('en') : '·');
  const taken = isRight ? 'answered right' : `taken for ${classes[answer]}`;
  cell.ariaLabel = `${classes[truth]} ${taken}: ${count}`;
  Object.assign(cell.dataset, { truth: String(truth), answer: String(answer) });
  if (kind === 'wrong') {
    cell.style.setProperty('--share', String(shadeOf(count, most)));
    cell.classList.toggle('most', count === most && most > 1);
  }
  return cell;
}

/** @param {Shown} shown @param {number} truth @param {number} most */
function rowOf(shown, truth, most) {
  const row = document.createElement('tr');
  const bar = element('td', 'bar', '');
  const filled = document.createElement('i');
  filled.style.setProperty('--share', String(shown.bars[truth]));
  bar.append(filled);
  row.append(
    headingOf(shown.classes[truth], 'name', 'row'),
    ...shown.classes.map((_, answer) => cellOf(shown, truth, answer, most)),
    bar,
    element('td', 'figure', shown.accuracies[truth]),
    element('td', 'figure', shown.mistakes[truth]),
  );
  return row;
}

/** @param {View} view @param {Shown} shown */
function build(view, shown) {
  const wrong = shown.counts.flatMap((row, truth) => row.filter((_, answer) => answer !== truth));
  const most = Math.max(0, ...wrong);
  const head = document.createElement('thead');
  const titles = document.createElement('tr');
  const of = headingOf(`each class, right (${shown.scale})`, 'of', 'col');
  of.setAttribute('colspan', '3');
  const names = shown.classes.map(name => headingOf(name, 'name', 'col'));
  titles.append(element('td', 'corner', 'is ↓ answered →'), ...names, of);
  head.append(titles);
  const body = document.createElement('tbody');
  body.append(...shown.classes.map((_, truth) => rowOf(shown, truth, most)));
  tableOf(view).replaceChildren(head, body);
}

/** @param {Element} cell @returns {Cell} */
const placeOf = cell =>
  cell instanceof HTMLElement ? [Number(cell.dataset.truth), Number(cell.dataset.answer)] : [0, 0];

/** @param {Cell | null} one @param {Cell} other */
const isSame = (one, other) => one !== null && one[0] === other[0] && one[1] === other[1];

/** Which cell is chosen, and which Tab leads to. @param {View} view */
function mark(view) {
  for (const cell of tableOf(view).querySelectorAll('.cell')) {
    const place = placeOf(cell);
    cell.setAttribute('aria-selected', String(isSame(view.chosen, place)));
    cell.setAttribute('tabindex', isSame(view.here, place) ? '0' : '-1');
  }
}

/** @param {View} view @param {Cell} place */
function choose(view, place) {
  view.here = view.chosen = place;
  mark(view);
  view.send(place);
}

/** @param {View} view @param {Cell} place */
function goTo(view, place) {
  const rows = [...tableOf(view).querySelectorAll('tbody tr')];
  const row = rows[nearestIndex(place[0], rows.length)];
  const cells = [...row.querySelectorAll('.cell')];
  const cell = cells[nearestIndex(place[1], cells.length)];
  view.here = placeOf(cell);
  mark(view);
  if (cell instanceof HTMLElement) cell.focus();
}

/** @param {View} view @param {KeyboardEvent} event */
function onKey(view, event) {
  const [truth, answer] = view.here;
  const step = ARROWS[event.key];
  if (event.key === 'Enter' || event.key === ' ') choose(view, view.here);
  else if (step) goTo(view, [truth + step[0], answer + step[1]]);
  else if (event.key === 'Home') goTo(view, [truth, 0]);
  else if (event.key === 'End') goTo(view, [truth, Infinity]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Root} root @returns {View} */
function create(root) {
  /** @type {View} */
  const view = { root, built: '', chosen: null, here: [0, 0], send: () => {} };
  const table = tableOf(view);
  table.onkeydown = event => onKey(view, event);
  table.onclick = ({ target }) => {
    const cell = target instanceof Element ? target.closest('.cell') : null;
    if (cell) choose(view, placeOf(cell));
  };
  return view;
}

/**
 * @param {object} mounted
 * @param {[Shown, Cell | null]} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'chosen', value: [number, number, number]) => void} mounted.setStateValue
 */
export default function ({ data: [shown, chosen], parentElement: root, setStateValue }) {
  const view = mountedAt(views, root, () => create(root));
  // The moment tells a cell that is chosen again from one that was.
  view.send = cell => setStateValue('chosen', [performance.now(), ...cell]);
  const made = JSON.stringify(shown);
  const isNew = made !== view.built;
  if (isNew) build(view, shown); // else the focus would be lost with its cell
  view.built = made;
  if (chosen && (isNew || !isSame(view.chosen, chosen))) view.here = chosen;
  view.chosen = chosen;
  mark(view);
}
