// What mouse, pen, finger, keys and buttons do.
/** @import { Pad } from './state.js' */
import { find, pathOf } from '../shared/dom.js';
import { ARROWS, clamp } from '../shared/keys.js';
import { begin, clear, extend, finish, redo, undo } from './actions.js';
import { repaint, say } from './show.js';
import { onPad, UNIT } from './strokes.js';

const STEP = 20;
const SMALL_STEP = 4;
const MIN_PEN = 4;
const MAX_PEN = 250;

/** @param {Pad} pad @param {MouseEvent} event @returns {[number, number]} */
function placeOf({ canvas }, event) {
  const box = canvas.getBoundingClientRect();
  return [
    onPad(((event.clientX - box.left) / box.width) * UNIT),
    onPad(((event.clientY - box.top) / box.height) * UNIT),
  ];
}

/** The first pointer draws, and no other until it is lifted. @param {Pad} pad */
function listenToPointers(pad) {
  const { canvas } = pad;
  canvas.onpointerdown = event => {
    if (pad.pointer !== null || !event.isPrimary || event.button !== 0) return;
    finish(pad); // what the keyboard had begun
    pad.byKey = false;
    canvas.setPointerCapture(event.pointerId);
    begin(pad, ...placeOf(pad, event));
    if (pad.current) pad.pointer = event.pointerId;
  };
  canvas.onpointermove = event => {
    if (!pad.current || event.pointerId !== pad.pointer) return;
    for (const between of pathOf(event)) extend(pad, ...placeOf(pad, between));
  };
  /** @param {PointerEvent} event */
  const lift = event => {
    if (event.pointerId === pad.pointer) finish(pad);
  };
  canvas.onpointerup = lift;
  canvas.onpointercancel = lift;
  canvas.onlostpointercapture = lift;
  canvas.oncontextmenu = event => event.preventDefault(); // a long press
}

/** @param {Pad} pad @param {KeyboardEvent} event */
function move(pad, event) {
  const step = event.shiftKey ? SMALL_STEP : STEP;
  const [down, right] = ARROWS[event.key];
  const [x, y] = pad.cursor;
  pad.cursor = [clamp(x + right * step, 0, UNIT), clamp(y + down * step, 0, UNIT)];
  pad.byKey = true;
  if (pad.current) extend(pad, ...pad.cursor);
  repaint(pad);
}

/** @param {Pad} pad */
function togglePen(pad) {
  pad.byKey = true;
  if (pad.current) {
    finish(pad);
    return;
  }
  begin(pad, ...pad.cursor);
  if (pad.current) say(pad, 'Pen down: draw with the arrow keys, lift it with space.');
}

/** @param {Pad} pad @param {number} factor */
function widen(pad, factor) {
  pad.width = Math.round(clamp(pad.width * factor, MIN_PEN, MAX_PEN));
  say(pad, `Pen width ${pad.width / 10} % of the pad.`);
  repaint(pad);
}

/** @type {Record<string, (pad: Pad) => void>} */
const KEYS = {
  ' ': togglePen,
  Escape: clear,
  '[': pad => widen(pad, 0.8),
  ']': pad => widen(pad, 1.25),
};

/** What a key does; undefined for keys that are not the pad's. @param {KeyboardEvent} event */
function actionOf(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isControl = (event.ctrlKey || event.metaKey) && !event.altKey; // AltGr types [ and ]
  if (isControl && key === 'z') return event.shiftKey ? redo : undo;
  if (isControl) return key === 'y' ? redo : undefined;
  return ARROWS[key] ? (/** @type {Pad} */ pad) => move(pad, event) : KEYS[key];
}

/** @param {Pad} pad @param {KeyboardEvent} event */
function onKey(pad, event) {
  const action = actionOf(event);
  if (!action || pad.pointer !== null) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key !== ' ' || !event.repeat) action(pad);
}

/** @param {Pad} pad */
export function listen(pad) {
  const { canvas, root } = pad;
  listenToPointers(pad);
  canvas.onkeydown = event => onKey(pad, event);
  canvas.onblur = () => {
    finish(pad);
    pad.byKey = false;
    repaint(pad);
  };
  find(root, '#undo', HTMLElement).onclick = () => undo(pad);
  find(root, '#redo', HTMLElement).onclick = () => redo(pad);
  find(root, '#clear', HTMLElement).onclick = () => clear(pad);
}
