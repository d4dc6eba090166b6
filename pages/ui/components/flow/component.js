// The flow: boxes are made when the network changes, and painted when the image does.
/** @import { Root } from '../shared/dom.js' */
/** @import { Listbox } from '../shared/listbox.js' */
import { find, mountedAt } from '../shared/dom.js';
import { listenToList, markChosen } from '../shared/listbox.js';
import { build } from './boxes.js';
import { structureOf, unpack } from './packet.js';
import { fill } from './painting.js';

/** @typedef {Listbox & { structure: string }} View What is shown, and of what boxes. */

/** @type {WeakMap<Root, View>} */
const views = new WeakMap();

/** @param {Root} root @returns {View} */
function create(root) {
  const list = find(root, '.layers', HTMLElement);
  const view = { list, structure: '', chosen: null, here: 0, send: () => {} };
  listenToList(view);
  return view;
}

/**
 * @param {object} mounted
 * @param {Uint8Array} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'chosen', value: string) => void} mounted.setStateValue
 */
export default function ({ data, parentElement: root, setStateValue }) {
  const flow = unpack(data);
  const view = mountedAt(views, root, () => create(root));
  view.send = name => setStateValue('chosen', name);
  view.chosen = flow.chosen;
  const structure = structureOf(flow);
  if (structure !== view.structure) build(root, flow);
  view.structure = structure;
  fill(root, flow);
  markChosen(view);
}
