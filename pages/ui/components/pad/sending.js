// What Python gets: while the pen moves one value at a time, always the latest.
/** @import { Pad } from './state.js' */
import { isFree } from '../shared/runs.js';
import { draw } from './drawing.js';
import { remember } from './memory.js';

const LOST = 1000; // milliseconds until a value counts as lost, and the next is sent
const PATIENCE = 2000; // milliseconds until the last one does: a busy server takes long
const TRIES = 3; // a page that fails answers nothing, however often it is sent

/** @param {Pad} pad @param {number} tries */
export function send(pad, tries = TRIES) {
  stopTimer(pad);
  if (!pad.canvas.isConnected) return; // the page was left
  pad.sent += 1;
  pad.heardAt = Infinity;
  pad.sentAt = performance.now();
  if (pad.current === null) remember(pad);
  const { strokes } = pad.history;
  const { sent: number, data, current } = pad;
  pad.send({ png: pictureOf(pad), strokes, reset: data.reset, number, down: current !== null });
  if (current === null) setTimeout(sendAgain, PATIENCE, pad, number, tries);
}

/**
 * Nothing follows a lifted pen that would bring a lost value after all: where Python is at rest and
 * has not answered, its request or what came of it was lost between two runs.
 *
 * @param {Pad} pad @param {number} number @param {number} tries
 */
function sendAgain(pad, number, tries) {
  if (pad.sent !== number || pad.heardAt !== Infinity) return;
  if (!isFree()) setTimeout(sendAgain, PATIENCE, pad, number, tries);
  else if (tries > 1) send(pad, tries - 1);
}

/** A PNG in base64, white ink on black; null where nothing is drawn. @param {Pad} pad */
function pictureOf({ picture, history: { strokes } }) {
  if (!strokes.length) return null;
  draw(picture, strokes, '#000', '#fff');
  return picture.toDataURL('image/png').split(',')[1];
}

/**
 * After its answer Python needs some milliseconds to show what follows from a drawing; a lost
 * answer must not stop the flow for long.
 *
 * @param {Pad} pad
 */
export function sendSoon(pad) {
  if (pad.timer !== null || pad.data.every <= 0) return;
  const due = Math.min(pad.heardAt + pad.data.every, pad.sentAt + LOST);
  pad.timer = setTimeout(() => send(pad), Math.max(0, due - performance.now()));
}

/** Python has the value of this number. @param {Pad} pad @param {number} seen */
export function hear(pad, seen) {
  if (seen !== pad.sent || pad.heardAt !== Infinity) return;
  pad.heardAt = performance.now();
  if (pad.timer === null) return;
  stopTimer(pad);
  sendSoon(pad);
}

/** @param {Pad} pad */
function stopTimer(pad) {
  if (pad.timer !== null) clearTimeout(pad.timer);
  pad.timer = null;
}
