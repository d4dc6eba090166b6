// Tells other elements of the page that the browser has painted this one, and so all that was sent
// before it. Those that hear it ask Python for a run each, and neither may a click be lost by that
// nor a run by a click. Streamlit sends what was set a little later, under the name of the first
// fragment; a run that is asked for while it turns to another page leads back to the page before;
// what a fragment shows is lost where another one is asked for just as it ends; and a run that is
// asked for before the page has heard of the last one brings back what its fields held before that.
//
// So a fragment that is to run again and again asks from here too, and not by Streamlit's clock.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';
import { isFree, whenIdle } from '../shared/runs.js';

/**
 * @typedef {object} Mount
 * @property {string} token What is shown, of who tells.
 * @property {boolean} isNews Whether nobody has been told of it.
 * @property {ReturnType<typeof setTimeout> | undefined} timer Of who has something to tell, or asks
 *   again and again.
 * @property {number} looks How often in a row no run was found to be under way.
 * @property {number} due When who asks again and again does so next; of who tells, when what it
 *   waits for counts as lost.
 * @property {Mount | null} awaited Who has asked, of those who heard, and whose run has not come.
 * @property {number} tries How often who heard may still ask, until its run has come.
 * @property {() => void} ask For a run.
 */

/** @type {WeakMap<Root, Mount>} */
const mounts = new WeakMap();
const PAINTED = 'nin-painted';
const TOUCHES = ['pointerdown', 'pointerup', 'keydown', 'click'];
const QUIET = 200; // milliseconds without a newer token or a touch, and one look more: quick edits
// are told of once
const BUSY = 50; // milliseconds until it is looked again whether a run has come
const LOOKS = 2; // in a row that find no run under way: its end is heard of before it is shown
const LOST = 2000; // milliseconds until what was asked for counts as lost: a busy server takes long
const TRIES = 3; // a fragment that fails shows nothing, however often it is asked for

/** Until the page is left. @param {Root} root @param {string} kind @param {(e: Event) => void} act */
function listen(root, kind, act) {
  /** @param {Event} event */
  const hear = event => {
    if (root.isConnected) act(event);
    else window.removeEventListener(kind, hear, true);
  };
  window.addEventListener(kind, hear, true);
}

/**
 * In place of what it is to do already.
 *
 * @param {Mount} mounted
 * @param {number} delay
 * @param {() => void} act
 */
function plan(mounted, delay, act) {
  clearTimeout(mounted.timer);
  const timer = setTimeout(() => whenIdle(() => mounted.timer === timer && act()), delay);
  mounted.timer = timer;
}

/** Whether what the last run has written stands in the fields. @param {Mount} mounted */
function isSettled(mounted) {
  mounted.looks = isFree() ? mounted.looks + 1 : 0;
  return mounted.looks >= LOOKS;
}

/** @param {Mount} mounted @param {Root} root @param {number} delay */
function beatIn(mounted, root, delay) {
  mounted.due = Date.now() + delay;
  plan(mounted, delay, () => beat(mounted, root));
}

/** Not just after a touch. @param {Mount} mounted @param {Root} root */
function defer(mounted, root) {
  mounted.looks = 0;
  beatIn(mounted, root, Math.max(QUIET, mounted.due - Date.now()));
}

/** @param {Root} root @param {string | null} token @param {number} every */
function mount(root, token, every) {
  /** @type {Mount} */
  const mounted = {
    token: '',
    isNews: false,
    timer: undefined,
    looks: 0,
    due: 0,
    awaited: null,
    tries: 0,
    ask: () => {},
  };
  const rest = () => {
    if (mounted.timer === undefined) return;
    mounted.looks = 0;
    wait(mounted, QUIET);
  };
  if (every) TOUCHES.forEach(kind => listen(root, kind, () => defer(mounted, root)));
  else if (token !== null) TOUCHES.forEach(kind => listen(root, kind, rest));
  else listen(root, PAINTED, event => event instanceof CustomEvent && event.detail.push(mounted));
  return mounted;
}

/** @param {Mount} teller @param {number} delay */
function wait(teller, delay) {
  plan(teller, delay, () => tell(teller));
}

/** For who asks again and again: its run starts the clock anew. @param {Mount} mounted @param {Root} root */
function beat(mounted, root) {
  if (!root.isConnected) return;
  const settled = isSettled(mounted);
  if (settled) {
    mounted.looks = 0;
    atOnce(mounted.ask);
  }
  beatIn(mounted, root, settled ? LOST - BUSY : BUSY);
}

/** Those who hear ask one after the other. @param {Mount} teller */
function tell(teller) {
  teller.timer = undefined;
  if (!isSettled(teller)) {
    if (!teller.looks) teller.awaited = null; // its run has come by the end of this one, or never will
    wait(teller, BUSY);
    return;
  }
  /** @type {Mount[]} */
  const hearers = [];
  window.dispatchEvent(new CustomEvent(PAINTED, { detail: hearers }));
  if (teller.isNews) hearers.forEach(hearer => (hearer.tries = TRIES));
  teller.isNews = false;
  const next = hearers.find(({ tries }) => tries > 0);
  if (!next) return;
  if (next !== teller.awaited || Date.now() >= teller.due) {
    next.tries -= 1;
    teller.awaited = next;
    teller.due = Date.now() + LOST;
    atOnce(next.ask);
  }
  wait(teller, BUSY);
}

/** The timer by which Streamlit sends what is set goes off at once. @param {() => void} set */
function atOnce(set) {
  const { setTimeout: later } = globalThis;
  /** @param {() => void} send */
  const now = send => {
    globalThis.setTimeout = later;
    send();
  };
  Object.assign(globalThis, { setTimeout: now });
  try {
    set(); // starts no timer where a click waits to be sent
  } finally {
    globalThis.setTimeout = later;
  }
}

/**
 * @param {object} props
 * @param {[string | null, number, number]} props.data What is shown, null for who only hears of it;
 *   the number of this run; after how many milliseconds there is to be another one, 0 for never.
 * @param {Root} props.parentElement
 * @param {(name: 'painted', value: boolean) => void} props.setTriggerValue
 */
export default function ({ data: [token, , every], parentElement: root, setTriggerValue }) {
  const mounted = mountedAt(mounts, root, () => mount(root, token, every));
  mounted.ask = () => setTriggerValue('painted', true);
  mounted.tries = 0;
  if (every) beatIn(mounted, root, every - BUSY);
  if (token === null || token === mounted.token) return;
  clearTimeout(mounted.timer);
  mounted.timer = undefined;
  mounted.looks = 0;
  mounted.token = token;
  mounted.isNews = token !== '';
  mounted.awaited = null;
  if (mounted.isNews) wait(mounted, QUIET);
}
