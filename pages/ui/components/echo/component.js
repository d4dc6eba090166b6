// Tells other elements of the page that the browser has painted this one, and so all that was sent
// before it. Those that hear it ask Python for a run each, and neither may a click be lost by that
// nor a run by a click. Streamlit sends what was set a little later, under the name of the first
// fragment; a run that is asked for while it turns to another page leads back to the page before;
// and what a fragment shows is lost where another one is asked for just as it ends.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';

/**
 * @typedef {object} Mount
 * @property {string} token What is shown, of who tells.
 * @property {boolean} isNews Whether nobody has been told of it.
 * @property {ReturnType<typeof setTimeout> | undefined} timer Of who has something to tell.
 * @property {number} tries How often who heard may still ask, until its run has come.
 * @property {() => void} ask For a run.
 */

/** @type {WeakMap<Root, Mount>} */
const mounts = new WeakMap();
const PAINTED = 'nin-painted';
const TOUCHES = ['pointerdown', 'pointerup', 'keydown', 'click'];
const QUIET = 250; // milliseconds without a newer token or a touch: quick edits are told of once
const BUSY = 50; // milliseconds until it is looked again whether a run has come
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

/** @param {Root} root @param {boolean} hears */
function mount(root, hears) {
  /** @type {Mount} */
  const mounted = { token: '', isNews: false, timer: undefined, tries: 0, ask: () => {} };
  const rest = () => mounted.timer !== undefined && wait(mounted, QUIET);
  if (hears)
    listen(root, PAINTED, event => event instanceof CustomEvent && event.detail.push(mounted));
  else TOUCHES.forEach(kind => listen(root, kind, rest));
  return mounted;
}

/** @param {Mount} teller @param {number} delay */
function wait(teller, delay) {
  clearTimeout(teller.timer);
  teller.timer = setTimeout(tell, delay, teller);
}

/** Those who hear ask one after the other. @param {Mount} teller */
function tell(teller) {
  teller.timer = undefined;
  const app = document.querySelector('[data-test-script-state]');
  if (app?.getAttribute('data-test-script-state') !== 'notRunning') return wait(teller, BUSY);
  /** @type {Mount[]} */
  const hearers = [];
  window.dispatchEvent(new CustomEvent(PAINTED, { detail: hearers }));
  if (teller.isNews) hearers.forEach(hearer => (hearer.tries = TRIES));
  teller.isNews = false;
  const next = hearers.find(({ tries }) => tries > 0);
  if (!next) return;
  next.tries -= 1;
  atOnce(next.ask);
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
  set(); // starts no timer where a click waits to be sent
  globalThis.setTimeout = later;
}

/**
 * @param {object} props
 * @param {[string | null, number]} props.data What is shown, null for who only hears of it; the
 *   number of this run.
 * @param {Root} props.parentElement
 * @param {(name: 'painted', value: boolean) => void} props.setTriggerValue
 */
export default function ({ data: [token], parentElement: root, setTriggerValue }) {
  const mounted = mountedAt(mounts, root, () => mount(root, token === null));
  mounted.ask = () => setTriggerValue('painted', true);
  mounted.tries = 0;
  if (token === null || token === mounted.token) return;
  clearTimeout(mounted.timer);
  mounted.timer = undefined;
  mounted.token = token;
  mounted.isNews = token !== '';
  if (mounted.isNews) wait(mounted, QUIET);
}
