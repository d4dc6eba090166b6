// What one does to a drawing, by whatever means.
/** @import { Pad } from './state.js' */
/** @import { History } from './strokes.js' */
import { send, sendSoon } from './sending.js';
import { repaint, say, show } from './show.js';
import { changed, countWords, historyOf, isNear, redone, roomFor, undone } from './strokes.js';

/** Put the pen down. @param {Pad} pad @param {number} x @param {number} y */
export function begin(pad, x, y) {
  const { strokes } = pad.history;
  const room = roomFor(strokes, pad.data);
  if (!room) {
    say(pad, 'The pad is full: clear it to go on.');
    return;
  }
  pad.room = room - 1;
  pad.current = [pad.width, x, y];
  pad.history = changed(pad.history, [...strokes, pad.current]);
  show(pad);
  sendSoon(pad);
}

/** @param {Pad} pad @param {number} x @param {number} y */
export function extend(pad, x, y) {
  if (!pad.current || pad.room <= 0 || isNear(pad.current, x, y)) return;
  pad.room -= 1;
  pad.current.push(x, y);
  repaint(pad);
  sendSoon(pad);
}

/** Lift the pen. @param {Pad} pad */
export function finish(pad) {
  if (!pad.current) return;
  drop(pad);
  tell(pad);
  send(pad); // also where the last point has gone already: what follows waits for the lifted pen
}

/** @param {Pad} pad */
export const undo = pad => travel(pad, undone(pad.history));

/** @param {Pad} pad */
export const redo = pad => travel(pad, redone(pad.history));

/** @param {Pad} pad */
export function clear(pad) {
  if (pad.history.strokes.length) travel(pad, changed(pad.history, []));
}

/** By Python's order: nothing comes back, not even by undo. @param {Pad} pad */
export const restart = pad => travel(pad, historyOf([]));

/** @param {Pad} pad @param {History} history */
function travel(pad, history) {
  if (history === pad.history) return;
  pad.history = history;
  drop(pad);
  tell(pad);
  send(pad);
}

/** @param {Pad} pad */
function drop(pad) {
  pad.current = null;
  pad.pointer = null;
}

/** @param {Pad} pad */
function tell(pad) {
  say(pad, countWords(pad.history.strokes.length));
  show(pad);
}
