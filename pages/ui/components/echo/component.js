// Tells Python that the browser has painted this element, and so all that was sent before it.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';

/** @typedef {{ token: string, timer: ReturnType<typeof setTimeout> | undefined }} Last */

/** @type {WeakMap<Root, Last>} */
const told = new WeakMap();
const QUIET = 250; // milliseconds without a newer token: several quick edits are told of once

/**
 * @param {object} mounted
 * @param {[string]} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'painted', token: string) => void} mounted.setTriggerValue
 */
export default function ({ data: [token], parentElement: root, setTriggerValue }) {
  const last = mountedAt(told, root, () => ({ token, timer: undefined }));
  if (token === last.token) return;
  clearTimeout(last.timer);
  last.token = token;
  if (token !== '') last.timer = setTimeout(() => setTriggerValue('painted', token), QUIET);
}
