// The drawing pad: takes what Python sends, and follows theme and size of the page.
/** @import { Root } from '../shared/dom.js' */
/** @import { Data, Pad, Value } from './state.js' */
import { mountedAt } from '../shared/dom.js';
import { restart } from './actions.js';
import { listen } from './controls.js';
import { remembered } from './memory.js';
import { hear, send } from './sending.js';
import { repaint, show } from './show.js';
import { padOf } from './state.js';
import { historyOf } from './strokes.js';

/** @type {WeakMap<Root, Pad>} */
const pads = new WeakMap();

/** @param {Root} root @param {Data} data @param {(value: Value) => void} sendValue */
function create(root, data, sendValue) {
  const pad = padOf(root, data);
  pad.send = sendValue;
  const strokes = data.untouched ? remembered(data.name) : [];
  if (strokes.length) {
    pad.history = historyOf(strokes);
    send(pad);
  }
  listen(pad);
  new ResizeObserver(() => repaint(pad)).observe(pad.canvas);
  show(pad);
  return pad;
}

/**
 * @param {object} mounted
 * @param {[Data]} mounted.data
 * @param {Root} mounted.parentElement
 * @param {(name: 'drawing', value: Value) => void} mounted.setStateValue
 */
export default function ({ data: [data], parentElement, setStateValue }) {
  /** @param {Value} value */
  const sendValue = value => setStateValue('drawing', value);
  const pad = mountedAt(pads, parentElement, () => create(parentElement, data, sendValue));
  const before = pad.data;
  pad.data = data;
  pad.send = sendValue;
  pad.canvas.setAttribute('aria-label', data.label);
  if (data.pen !== before.pen) pad.width = data.pen;
  if (data.reset !== before.reset) restart(pad);
  hear(pad, data.seen);
  repaint(pad); // the theme may have changed
}
