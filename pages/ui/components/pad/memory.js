// What the tab remembers of a pad over a reload, which ends the session that has it in Python.
/** @import { Stroke } from './strokes.js' */
/** @import { Pad } from './state.js' */

/** @param {string} name */
const keyOf = name => `nin-pad-${name}`;

/** @param {Pad} pad */
export function remember({ data, history: { strokes } }) {
  try {
    sessionStorage.setItem(keyOf(data.name), JSON.stringify(strokes));
  } catch {
    // A browser that keeps nothing, or no more, loses the drawing at a reload.
  }
}

/**
 * The strokes that were drawn before a reload; none where nothing was. Python checks them, as all
 * that is sent to it.
 *
 * @param {string} name
 * @returns {Stroke[]}
 */
export function remembered(name) {
  try {
    const strokes = JSON.parse(sessionStorage.getItem(keyOf(name)) ?? '[]');
    return Array.isArray(strokes) ? strokes : [];
  } catch {
    return [];
  }
}
