// The diagram: a picture for each layer, which is drawn anew only where it changed.
/** @import { Root } from '../shared/dom.js' */
/** @import { Listbox } from '../shared/listbox.js' */
import { find, mountedAt } from '../shared/dom.js';
import { chooseOption, listenToList, markChosen } from '../shared/listbox.js';

/**
 * @typedef {[layer: number, width: number, svg: string, label: string, isBroken: boolean]} Layer
 *
 * @typedef {object} Data
 * @property {string} style Of all pictures.
 * @property {number} height Of each.
 * @property {number} chosen A layer's number.
 * @property {Layer[]} layers
 */

/** @type {WeakMap<Root, Listbox>} */
const diagrams = new WeakMap();

/** @param {Root} root @returns {Listbox} */
function create(root) {
  const list = find(root, '.layers', HTMLElement);
  const diagram = { list, chosen: null, here: 0, send: () => {} };
  listenToList(diagram);
  listenToTable(diagram);
  return diagram;
}

/** A row of the table stands for its layer, wherever the table is. @param {Listbox} diagram */
function listenToTable(diagram) {
  document.addEventListener('click', ({ target }) => {
    if (!diagram.list.isConnected || !(target instanceof Element)) return;
    const row = target.closest('tr[data-layer]');
    if (row instanceof HTMLElement && row.dataset.layer) chooseOption(diagram, row.dataset.layer);
  });
}

/** @param {Element | undefined} old @param {Layer} layer @param {number} height */
function pictureOf(old, [layer, width, svg, label, isBroken], height) {
  const option = old instanceof HTMLElement ? old : document.createElement('div');
  const picture = `<svg width="${width}" height="${height}" aria-hidden="true">${svg}</svg>`;
  if (option.dataset.svg !== picture) option.innerHTML = picture;
  option.dataset.svg = picture;
  option.className = isBroken ? 'layer misfit' : 'layer';
  option.setAttribute('role', 'option');
  option.setAttribute('aria-label', label);
  option.id = `layer-${layer}`;
  option.dataset.name = String(layer);
  return option;
}

/**
 * @param {object} mounted
 * @param {[Data]} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'chosen', layer: number) => void} mounted.setTriggerValue
 */
export default function ({ data: [data], parentElement: root, setTriggerValue }) {
  const diagram = mountedAt(diagrams, root, () => create(root));
  const { list } = diagram;
  find(root, 'style', HTMLStyleElement).textContent = data.style;
  const made = data.layers.map((layer, at) => pictureOf(list.children[at], layer, data.height));
  list.replaceChildren(...made);
  diagram.send = name => setTriggerValue('chosen', Number(name));
  diagram.chosen = String(data.chosen);
  markChosen(diagram);
}
