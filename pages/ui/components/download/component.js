// A file that was made for a click, saved as if a link to it had been followed.
/** @import { Root } from '../shared/dom.js' */

/** @type {WeakMap<Root, string>} */
const saved = new WeakMap();
const MINUTE = 60_000; // milliseconds, in which a browser has taken the file

/** @param {{ data: [ticket: string, name: string, type: string, base64: string], parentElement: Root }} mounted */
export default function ({ data: [ticket, name, type, base64], parentElement: root }) {
  if (saved.get(root) === ticket) return;
  saved.set(root, ticket);
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  const href = URL.createObjectURL(new Blob([bytes], { type }));
  Object.assign(document.createElement('a'), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), MINUTE);
}
