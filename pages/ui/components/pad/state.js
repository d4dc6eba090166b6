// A pad between two calls from Python.
/** @import { Root } from '../shared/dom.js' */
/** @import { History, Stroke } from './strokes.js' */
import { canvasOf, find } from '../shared/dom.js';
import { historyOf, UNIT } from './strokes.js';

/**
 * What Python sends.
 *
 * @typedef {object} Data
 * @property {string} name
 * @property {boolean} untouched Whether nobody has drawn on it in this session.
 * @property {number} pen Width.
 * @property {number} every Milliseconds that Python needs between two values; 0 sends lifted pens
 *   only.
 * @property {string} label
 * @property {number} side Of the picture that is sent, in pixels.
 * @property {number} maxStrokes
 * @property {number} maxPoints
 * @property {number} reset Counts Python's orders to start again.
 * @property {number} seen Number of the last value that Python has.
 * @property {Stroke[]} strokes
 *
 * @typedef {object} Value
 * @property {string | null} png
 * @property {Stroke[]} strokes
 * @property {number} reset
 * @property {number} number
 * @property {boolean} down Whether the pen is.
 *
 * @typedef {object} Pad
 * @property {Root} root
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLCanvasElement} picture The drawing as Python gets it.
 * @property {Data} data
 * @property {History} history
 * @property {number} width Of the pen.
 * @property {Stroke | null} current The stroke that is being drawn.
 * @property {number} room How many points it may still get.
 * @property {number | null} pointer Which one draws; null while none does.
 * @property {[number, number]} cursor Where the keyboard's pen is, x and y.
 * @property {boolean} byKey
 * @property {number | null} frame
 * @property {number} sent Number of the last value.
 * @property {number} sentAt
 * @property {number} heardAt When Python answered; Infinity while it has not.
 * @property {ReturnType<typeof setTimeout> | null} timer
 * @property {(value: Value) => void} send
 */

/**
 * @param {Root} root
 * @param {Data} data
 * @returns {Pad}
 */
export const padOf = (root, data) => ({
  root,
  canvas: find(root, 'canvas', HTMLCanvasElement),
  picture: canvasOf(data.side, data.side),
  data,
  history: historyOf(data.strokes),
  width: data.pen,
  current: null,
  room: 0,
  pointer: null,
  cursor: [UNIT / 2, UNIT / 2],
  byKey: false,
  frame: null,
  sent: data.seen,
  sentAt: 0,
  heardAt: 0,
  timer: null,
  send: () => {},
});
