// What is seen of a pad, and said to screen readers.
/** @import { Pad } from './state.js' */
import { find, penOf } from '../shared/dom.js';
import { draw } from './drawing.js';

/** @param {Pad} pad @param {string} words */
export function say(pad, words) {
  find(pad.root, '#said', HTMLElement).textContent = words;
}

/** @param {Pad} pad */
export function repaint(pad) {
  pad.frame ??= requestAnimationFrame(() => {
    pad.frame = null;
    paint(pad);
  });
}

/** @param {Pad} pad */
function paint(pad) {
  const { canvas } = pad;
  const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  if (canvas.width !== side || canvas.height !== side)
    Object.assign(canvas, { width: side, height: side });
  const style = getComputedStyle(canvas);
  draw(canvas, pad.history.strokes, style.backgroundColor, style.color);
  if (pad.byKey) paintCursor(pad, style.getPropertyValue('--st-primary-color'));
}

/** A ring where the keyboard's pen is, filled while it is down. @param {Pad} pad @param {string} colour */
function paintCursor({ canvas, cursor, width, current }, colour) {
  const pen = penOf(canvas);
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = 6;
  pen.beginPath();
  pen.arc(...cursor, Math.max(14, width / 2), 0, 2 * Math.PI);
  pen.stroke();
  if (current) pen.fill();
}

/** The drawing, and which buttons do something. @param {Pad} pad */
export function show(pad) {
  repaint(pad);
  const { strokes, past, future } = pad.history;
  disable(pad, '#undo', !past.length);
  disable(pad, '#redo', !future.length);
  disable(pad, '#clear', !strokes.length);
}

/** @param {Pad} pad @param {string} button @param {boolean} isDisabled */
function disable({ root }, button, isDisabled) {
  find(root, button, HTMLElement).setAttribute('aria-disabled', String(isDisabled));
}
