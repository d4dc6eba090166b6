// Tells other elements of the page that the browser has painted this one, and so all that was sent
// before it; of those that hear it, each asks Python for a run of its own.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';

/** @typedef {{ token: string, timer?: ReturnType<typeof setTimeout>, ask: () => void }} Last */

/** @type {WeakMap<Root, Last>} */
const mounts = new WeakMap();
const PAINTED = 'nin-painted';
const QUIET = 250; // milliseconds without a newer token: several quick edits are told of once

/** Until the page is left. @param {Root} root @param {Last} last */
function listen(root, last) {
  const hear = () => {
    if (root.isConnected) last.ask();
    else window.removeEventListener(PAINTED, hear);
  };
  window.addEventListener(PAINTED, hear);
}

/** @param {Root} root @param {boolean} hears @returns {Last} */
function mount(root, hears) {
  const last = { token: '', ask: () => {} };
  if (hears) listen(root, last);
  return last;
}

/**
 * @param {object} mounted
 * @param {[string | null]} mounted.data What is shown; null for who only hears of it.
 * @param {Root} mounted.parentElement
 * @param {(name: 'painted', value: boolean) => void} mounted.setTriggerValue
 */
export default function ({ data: [token], parentElement: root, setTriggerValue }) {
  const last = mountedAt(mounts, root, () => mount(root, token === null));
  last.ask = () => setTriggerValue('painted', true);
  if (token === null || token === last.token) return;
  clearTimeout(last.timer);
  last.token = token;
  if (token !== '') last.timer = setTimeout(() => window.dispatchEvent(new Event(PAINTED)), QUIET);
}
