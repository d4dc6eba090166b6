// Tells other elements of the page that the browser has painted this one, and so all that was sent
// before it. Those that hear it ask Python for a run each, and none may come in between a click and
// its run: one that comes while Streamlit turns to another page leads back to the page before.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';

/**
 * @typedef {object} Mount
 * @property {string} token What is shown.
 * @property {ReturnType<typeof setTimeout> | undefined} timer Of who has something to tell.
 * @property {(() => void)[] | undefined} asks Of who heard and has not asked yet.
 * @property {() => void} ask For a run.
 */

/** @type {WeakMap<Root, Mount>} */
const mounts = new WeakMap();
const PAINTED = 'nin-painted';
const TOUCHES = ['pointerdown', 'pointerup', 'keydown'];
const QUIET = 250; // milliseconds without a newer token or a touch: quick edits are told of once
const APART = 50; // milliseconds: of what two fragments ask for at once, Streamlit sends one

/** Until the page is left. @param {Root} root @param {string} kind @param {(e: Event) => void} act */
function listen(root, kind, act) {
  /** @param {Event} event */
  const hear = event => {
    if (root.isConnected) act(event);
    else window.removeEventListener(kind, hear, true);
  };
  window.addEventListener(kind, hear, true);
}

/** @param {Root} root @param {boolean} hears @returns {Mount} */
function mount(root, hears) {
  /** @type {Mount} */
  const mounted = { token: '', timer: undefined, asks: undefined, ask: () => {} };
  const asks = () => root.isConnected && mounted.ask();
  if (hears)
    listen(root, PAINTED, event => event instanceof CustomEvent && event.detail.push(asks));
  else {
    const rest = () => mounted.timer !== undefined && wait(mounted, QUIET);
    TOUCHES.forEach(kind => listen(root, kind, rest));
  }
  return mounted;
}

/** @param {Mount} mounted @param {number} delay */
function wait(mounted, delay) {
  clearTimeout(mounted.timer);
  mounted.timer = setTimeout(tell, delay, mounted);
}

/** One of those who hear, and then the next. @param {Mount} mounted */
function tell(mounted) {
  const app = document.querySelector('[data-test-script-state]');
  if (app?.getAttribute('data-test-script-state') !== 'notRunning') return wait(mounted, APART);
  mounted.asks ??= heard();
  mounted.asks.shift()?.();
  mounted.timer = undefined;
  if (mounted.asks.length > 0) wait(mounted, APART);
}

/** What each of those who hear asks for. */
function heard() {
  /** @type {(() => void)[]} */
  const asks = [];
  window.dispatchEvent(new CustomEvent(PAINTED, { detail: asks }));
  return asks;
}

/**
 * @param {object} props
 * @param {[string | null]} props.data What is shown; null for who only hears of it.
 * @param {Root} props.parentElement
 * @param {(name: 'painted', value: boolean) => void} props.setTriggerValue
 */
export default function ({ data: [token], parentElement: root, setTriggerValue }) {
  const mounted = mountedAt(mounts, root, () => mount(root, token === null));
  mounted.ask = () => setTriggerValue('painted', true);
  if (token === null || token === mounted.token) return;
  clearTimeout(mounted.timer);
  mounted.timer = mounted.asks = undefined;
  mounted.token = token;
  if (token !== '') wait(mounted, QUIET);
}
