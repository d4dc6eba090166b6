// The view: takes what Python sends, and follows the size of the page.
/** @import { Root } from '../shared/dom.js' */
/** @import { Answer, View } from './state.js' */
import { find, mountedAt } from '../shared/dom.js';
import { counted } from '../shared/numbers.js';
import { atlasOf, imageOf } from './atlas.js';
import { listen } from './controls.js';
import { layOut } from './layout.js';
import { headerText, unpack } from './packet.js';
import { paint, paintSide } from './show.js';
import { keptPlaces, orderedPlaces } from './state.js';
import { keyWords } from './wording.js';

/** @type {WeakMap<Root, View>} */
const views = new WeakMap();

/** @param {Uint8Array} bytes */
function contentOf(bytes) {
  const packet = unpack(bytes);
  return { text: headerText(bytes), packet, atlas: atlasOf(packet), image: imageOf(packet) };
}

/**
 * @param {Root} root
 * @param {Uint8Array} bytes
 * @returns {View}
 */
function create(root, bytes) {
  const tiles = find(root, '#tiles', HTMLCanvasElement);
  const content = contentOf(bytes);
  const view = {
    root,
    tiles,
    lens: find(root, '#lens', HTMLCanvasElement),
    layout: layOut(content.packet, tiles.clientWidth, devicePixelRatio),
    lensOf: null,
    announced: '',
    announcing: null,
    sending: null,
    pointer: null,
    lifted: null,
    byKey: false,
    send: () => {},
    ...content,
    ...orderedPlaces(content.packet),
  };
  listen(view);
  follow(view);
  refresh(view);
  return view;
}

/** Paint again when the page's width changes. @param {View} view */
function follow(view) {
  /** @type {number | null} */
  let frame = null;
  const observer = new ResizeObserver(() => {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      paint(view);
    });
  });
  observer.observe(view.tiles);
}

/** @param {View} view @param {Uint8Array} bytes */
function update(view, bytes) {
  if (headerText(bytes) === view.text) return; // a run that changed nothing here
  const content = contentOf(bytes);
  const isObeyed = view.packet.order === content.packet.order;
  const places = isObeyed ? keptPlaces(content.packet, view) : orderedPlaces(content.packet);
  Object.assign(view, content, places);
  refresh(view);
}

/** @param {View} view */
function refresh(view) {
  const { root, tiles, packet } = view;
  const { channels, name, rows, columns, masking, spans } = packet;
  find(root, '#how', HTMLElement).textContent = keyWords(packet);
  tiles.classList.toggle('masking', masking);
  const { classList } = find(root, '.view', HTMLElement);
  classList.toggle('sighted', spans !== null);
  classList.toggle('compact', packet.compact);
  classList.toggle('numbered', packet.numbered);
  const words = `${counted(channels.length, 'map')} of ${name}, ${rows} by ${counted(columns, 'cell')}`;
  tiles.setAttribute('aria-label', words);
  paintSide(view);
  paint(view);
}

/**
 * @param {object} mounted
 * @param {Uint8Array} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'answer', answer: Answer) => void} mounted.setStateValue
 */
export default function ({ data, parentElement, setStateValue }) {
  const view = mountedAt(views, parentElement, () => create(parentElement, data));
  view.send = answer => setStateValue('answer', answer);
  update(view, data);
}
