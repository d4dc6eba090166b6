// Tells Python that the browser has painted this element, and so all that was sent before it.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';

/** @type {WeakMap<Root, { token: string }>} */
const told = new WeakMap();
const LONGEST_WAIT = 100; // milliseconds

/**
 * @param {object} mounted
 * @param {[string]} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'painted', token: string) => void} mounted.setTriggerValue
 */
export default function ({ data: [token], parentElement: root, setTriggerValue }) {
  const last = mountedAt(told, root, () => ({ token }));
  if (token === last.token) return;
  last.token = token;
  if (token === '') return;
  const later = window.requestIdleCallback ?? requestAnimationFrame;
  const tell = () => setTriggerValue('painted', token);
  requestAnimationFrame(() => later(tell, { timeout: LONGEST_WAIT }));
}
