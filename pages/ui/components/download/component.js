// A file that was made for a click, fetched as if a link to it had been followed.
/** @import { Root } from '../shared/dom.js' */

/** @type {WeakMap<Root, string>} */
const fetched = new WeakMap();

/** @param {{ data: [ticket: string, address: string], parentElement: Root }} mounted */
export default function ({ data: [ticket, href], parentElement: root }) {
  if (fetched.get(root) === ticket) return;
  fetched.set(root, ticket);
  Object.assign(document.createElement('a'), { href, download: '' }).click();
}
