// What a lesson needs of the browser: the focus on a new step's heading, what it points at in view,
// Esc to leave, and answers that stay in this browser.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';

/**
 * @typedef {[step: string, heading: string, point: string, answers: string]} Shown The step's name,
 *   selectors of its heading and of what it points at ("" for nothing), and the answers as JSON.
 *
 * @typedef {object} Mount
 * @property {string} step The one whose heading has had the focus.
 * @property {() => void} leave
 */

/** @type {WeakMap<Root, Mount>} */
const mounts = new WeakMap();
const KEPT = 'nin-lessons'; // in the browser's storage
const OPEN = '[data-testid="stPopoverBody"], [role="dialog"], [role="listbox"], :popover-open';

const FIELD = 'textarea, input:not([type="radio"], [type="checkbox"])';

const RUNNING = '.stApp[data-test-script-state="running"]';
const HELD = 1500; // milliseconds in which a page is painted
const DRAWN = 500; // milliseconds in which what a run has sent last is painted
const LOST = 2000; // milliseconds until what was asked for counts as lost
const TRIES = 3;
const AGAIN = 100; // milliseconds between two looks

/** @type {Record<string, string>} The answers that this page was sent last. */
let known = {};
let acted = 0; // when somebody last scrolled or pressed something

/** Of an earlier visit; nothing where this browser keeps nothing. */
function keptAnswers() {
  try {
    return localStorage.getItem(KEPT) ?? '';
  } catch {
    return '';
  }
}

/** By the names of their steps. @param {string} json @returns {Record<string, string>} */
function parsed(json) {
  try {
    const answers = JSON.parse(json);
    return answers instanceof Object && !Array.isArray(answers) ? answers : {};
  } catch {
    return {};
  }
}

/** What is new here joins what is there: another tab may have kept more. @param {string} answers */
function keep(answers) {
  const news = Object.entries(parsed(answers)).filter(([step, text]) => known[step] !== text);
  known = parsed(answers);
  if (!news.length) return;
  const all = { ...parsed(keptAnswers()), ...Object.fromEntries(news) };
  try {
    localStorage.setItem(KEPT, JSON.stringify(all));
  } catch {
    // a browser that keeps nothing: the answers last as long as the page
  }
}

/** Whether Esc has nothing else to do, which is open now. @param {KeyboardEvent} event */
const isFree = event =>
  event.key === 'Escape' && !event.isComposing && !document.querySelector(OPEN);

const act = () => (acted = Date.now()); // one function: the window hears each only once

/**
 * Until it has been left: what is asked for while another run ends may be lost.
 *
 * @param {Root} root
 * @param {Mount} mounted
 * @param {number} tries
 */
function leave(root, mounted, tries) {
  if (!root.isConnected || !tries) return;
  mounted.leave();
  setTimeout(leave, LOST, root, mounted, tries - 1);
}

/** @param {Root} root */
function mount(root) {
  /** @type {Mount} */
  const mounted = { step: '', leave: () => {} };
  let isToLeave = false;
  /** Before anybody else hears of the key, and closes what is open. @param {KeyboardEvent} event */
  const look = event => (isToLeave = isFree(event));
  /** @param {KeyboardEvent} event */
  const hear = event => {
    if (!root.isConnected) {
      window.removeEventListener('keydown', look, true);
      window.removeEventListener('keydown', hear);
    } else if (isToLeave && !event.defaultPrevented) {
      const field = event.target instanceof HTMLElement && event.target.matches(FIELD);
      if (field)
        event.target.blur(); // what was typed is sent by that; the next Esc leaves
      else leave(root, mounted, TRIES);
    }
  };
  window.addEventListener('keydown', look, true);
  window.addEventListener('keydown', hear);
  for (const kind of ['wheel', 'pointerdown', 'keydown']) window.addEventListener(kind, act, true);
  return mounted;
}

/**
 * The heading has the focus, and what is pointed at is in view, while the page is still being
 * painted: where the page is another one Streamlit gives the focus to all of it, what is drawn again
 * has it no more, and what grows pushes the rest down. Who scrolls or presses something meanwhile is
 * not pulled back.
 *
 * @param {string} heading
 * @param {string} point
 * @param {number} began
 * @param {number} until
 */
function hold(heading, point, began, until) {
  const now = document.activeElement;
  const isNobodys = !now || now === document.body || now.matches('.stMain');
  if (isNobodys) focus(heading);
  const place = point && acted < began && document.querySelector(point);
  if (place) place.scrollIntoView({ block: 'nearest' });
  const end = document.querySelector(RUNNING) ? Math.max(until, Date.now() + DRAWN) : until;
  if (Date.now() < end) setTimeout(hold, AGAIN, heading, point, began, end);
}

/** @param {string} heading */
function focus(heading) {
  const title = document.querySelector(heading);
  if (title instanceof HTMLElement) title.focus({ preventScroll: true });
}

/** @param {string} heading @param {string} point */
function turnTo(heading, point) {
  focus(heading);
  hold(heading, point, Date.now(), Date.now() + HELD);
}

/**
 * @param {object} props
 * @param {Shown} props.data
 * @param {Root} props.parentElement
 * @param {(name: 'kept', answers: string) => void} props.setStateValue
 * @param {(name: 'left', value: boolean) => void} props.setTriggerValue
 */
export default function ({ data, parentElement: root, setStateValue, setTriggerValue }) {
  const [step, heading, point, answers] = data;
  const isFirst = !mounts.has(root);
  const mounted = mountedAt(mounts, root, () => mount(root));
  mounted.leave = () => setTriggerValue('left', true);
  if (answers !== '{}') keep(answers);
  else if (isFirst && keptAnswers()) setStateValue('kept', keptAnswers());
  if (step === mounted.step) return;
  mounted.step = step;
  turnTo(heading, point);
}
