// A file that was made for a click, fetched as if a link to it had been followed.

/** @type {Set<string>} Of all that were fetched: a popover that is opened again shows its last. */
const fetched = new Set();

/** @param {{ data: [ticket: string, address: string] }} mounted */
export default function ({ data: [ticket, href] }) {
  if (fetched.has(ticket)) return;
  fetched.add(ticket);
  Object.assign(document.createElement('a'), { href, download: '' }).click();
}
