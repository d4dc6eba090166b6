// The image with the window of a value, and the layers on the way to it.
/** @import { Root } from '../shared/dom.js' */
/** @import { Listbox } from '../shared/listbox.js' */
/** @import { Area } from '../shared/windows.js' */
import { cssPercent, find, mountedAt, penOf } from '../shared/dom.js';
import { listenToList, markChosen } from '../shared/listbox.js';
import { onPointed } from '../shared/windows.js';

/**
 * What Python sends (trail.py): header, 256 colours, the image, a plane of each stop.
 *
 * @typedef {object} Header
 * @property {[number, number, number]} image Height, width, channels.
 * @property {Area | null} window
 * @property {string} words
 * @property {string} chosen
 * @property {{ name: string, kind: string, title: string, shape: string, side: number,
 *   passed: boolean }[]} stops
 *
 * @typedef {Listbox & { root: Root, header: Header | null }} View
 */

const COLOURS = 256;

/** @type {WeakMap<Root, View>} */
const views = new WeakMap();

/** @param {Root} root @returns {View} */
function create(root) {
  const list = find(root, '.list', HTMLElement);
  /** @type {View} */
  const view = { root, list, header: null, chosen: null, here: 0, send: () => {} };
  listenToList(view);
  onPointed(root, area => showArea(view, area ?? view.header?.window ?? null));
  return view;
}

/** @param {View} view @param {Area | null} area */
function showArea({ root, header }, area) {
  const frame = find(root, '.window', HTMLElement);
  frame.hidden = !area;
  if (!area || !header) return;
  const [rows, columns] = area;
  const [height, width] = header.image;
  const isWhole = rows[1] - rows[0] === height && columns[1] - columns[0] === width;
  frame.classList.toggle('whole', isWhole); // tinted, all of the image would be
  Object.assign(frame.style, {
    top: cssPercent(rows[0] / height),
    left: cssPercent(columns[0] / width),
    height: cssPercent((rows[1] - rows[0]) / height),
    width: cssPercent((columns[1] - columns[0]) / width),
  });
}

/** @param {HTMLCanvasElement} canvas @param {number} height @param {number} width */
function imageFor(canvas, height, width) {
  Object.assign(canvas, { height, width });
  return new ImageData(width, height);
}

/** @param {Root} root @param {Header} header @param {Uint8Array} pixels */
function paintImage(root, { image: [height, width, channels] }, pixels) {
  const canvas = find(root, '#image', HTMLCanvasElement);
  const shown = imageFor(canvas, height, width);
  for (let i = 0; i < height * width; i++) {
    const colour = pixels.subarray(channels * i, channels * (i + 1));
    shown.data.set(channels === 3 ? colour : [colour[0], colour[0], colour[0]], 4 * i);
    shown.data[4 * i + 3] = 255;
  }
  penOf(canvas).putImageData(shown, 0, 0);
}

/** @param {Header['stops'][number]} stop @param {number} number */
function optionOf({ name, kind, title, shape, passed }, number) {
  const option = document.createElement('div');
  option.setAttribute('role', 'option');
  option.className = `stop ${kind}${passed ? ' passed' : ''}`;
  option.id = `stop-${number}`;
  option.dataset.name = name;
  option.ariaLabel = `${title} ${shape}`; // the shape may have no room
  const words = Object.assign(document.createElement('span'), { textContent: title });
  const size = Object.assign(document.createElement('small'), { textContent: shape });
  const picture = Object.assign(document.createElement('canvas'), { ariaHidden: 'true' });
  option.append(picture, words, size);
  return option;
}

/** @param {View} view @param {Header} header @param {Uint8Array} colours @param {Uint8Array} levels */
function buildStops({ list }, header, colours, levels) {
  let start = 0;
  const options = header.stops.map((stop, number) => {
    const option = optionOf(stop, number);
    const canvas = find(option, 'canvas', HTMLCanvasElement);
    const shown = imageFor(canvas, stop.side, stop.side);
    const size = stop.side * stop.side;
    for (let i = 0; i < size; i++) {
      const at = 3 * levels[start + i];
      shown.data.set([...colours.subarray(at, at + 3), 255], 4 * i);
    }
    penOf(canvas).putImageData(shown, 0, 0);
    start += size;
    return option;
  });
  list.replaceChildren(...options);
}

/**
 * @param {object} mounted
 * @param {Uint8Array} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'chosen', value: [number, string]) => void} mounted.setStateValue
 */
export default function ({ data, parentElement: root, setStateValue }) {
  const view = mountedAt(views, root, () => create(root));
  // The moment tells a stop that is chosen again from one that was.
  view.send = name => setStateValue('chosen', [performance.now(), name]);
  const end = 4 + new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(data.subarray(4, end)));
  const [height, width, channels] = header.image;
  const pixelsAt = end + 3 * COLOURS;
  const levelsAt = pixelsAt + height * width * channels;
  view.header = header;
  view.chosen = header.chosen;
  view.here = header.stops.findIndex(({ name }) => name === header.chosen);
  paintImage(root, header, data.subarray(pixelsAt, levelsAt));
  buildStops(view, header, data.subarray(end, pixelsAt), data.subarray(levelsAt));
  find(root, '#words', HTMLElement).textContent = header.words;
  showArea(view, header.window);
  markChosen(view);
}
