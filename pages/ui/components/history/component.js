// The browser's address and history: Python orders addresses, and hears where Back and Forward led.
/** @import { Root } from '../shared/dom.js' */
import { mountedAt } from '../shared/dom.js';
import { embedding } from '../shared/embedding.js';

/**
 * Where the browser is again, and when it went there, which tells two such steps apart.
 *
 * @typedef {[number, string]} Gone
 *
 * @typedef {[string, number, string | null]} Order The session's name, the number, the address.
 *
 * @typedef {object} Mount
 * @property {string} session
 * @property {number} order Number of Python's last order that was followed.
 * @property {(gone: Gone) => void} send
 */

/** @type {WeakMap<Root, Mount>} */
const mounts = new WeakMap();

/** @param {'pushState' | 'replaceState'} how @param {string} address */
function write(how, address) {
  const whole = address + embedding(location.search);
  if (whole !== location.search) history[how](history.state, '', location.pathname + whole);
}

/** @param {Mount} mounted */
const tell = mounted => mounted.send([performance.now(), location.search]);

/** Until the page is left. @param {Root} root @param {Mount} mounted */
function listen(root, mounted) {
  const { pathname } = location;
  const hear = () => {
    if (!root.isConnected) window.removeEventListener('popstate', hear);
    else if (location.pathname === pathname) tell(mounted);
  };
  window.addEventListener('popstate', hear);
}

/** @param {Root} root @param {Order | [string]} data */
function mount(root, [session, order, address]) {
  /** @type {Mount} */
  const mounted = { session, order: order ?? 0, send: () => {} };
  if (order === undefined) listen(root, mounted);
  // The menu leads to a page by a bare address: it stands for what is shown, from now on in full.
  else if (address) write('replaceState', address);
  return mounted;
}

/**
 * @param {object} mounted
 * @param {Order | [string]} mounted.data An order; the session alone for who listens only.
 * @param {Root} mounted.parentElement
 * @param {(name: 'gone', gone: Gone) => void} mounted.setStateValue
 */
export default function ({ data, parentElement: root, setStateValue }) {
  const mounted = mountedAt(mounts, root, () => mount(root, data));
  mounted.send = gone => setStateValue('gone', gone);
  const [session, order, address] = data;
  const isOther = session !== mounted.session; // the server was started again under this page
  mounted.session = session;
  if (order === undefined) {
    if (isOther) tell(mounted);
    return;
  }
  const isNew = !isOther && order > mounted.order; // else a run that ordered nothing
  mounted.order = order;
  if (isNew && address) write('pushState', address);
}
