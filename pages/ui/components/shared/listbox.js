// A list of which one thing is chosen: one stop for Tab, the arrow keys walk inside.
import { nearestIndex } from './keys.js';

/**
 * @typedef {object} Listbox
 * @property {HTMLElement} list Its options have the role, an id and, as data, a name.
 * @property {string | null} chosen
 * @property {number} here Where the keys are.
 * @property {(name: string) => void} send
 */

/** @type {Readonly<Record<string, number>>} */
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -1e9, End: 1e9 };

/** @param {Element} element @returns {element is HTMLElement} */
const isElement = element => element instanceof HTMLElement;

/** @param {Listbox} box */
const optionsOf = ({ list }) => [...list.querySelectorAll('[role="option"]')].filter(isElement);

/** Which option is chosen, and where the keys are. @param {Listbox} box */
export function markChosen(box) {
  const options = optionsOf(box);
  box.here = nearestIndex(box.here, options.length);
  options.forEach((option, at) => {
    option.setAttribute('aria-selected', String(option.dataset.name === box.chosen));
    option.classList.toggle('here', at === box.here);
  });
  box.list.setAttribute('aria-activedescendant', options[box.here]?.id ?? '');
}

/** Choose the option of this name, if there is one. @param {Listbox} box @param {string} name */
export function chooseOption(box, name) {
  const at = optionsOf(box).findIndex(option => option.dataset.name === name);
  if (at < 0) return;
  box.here = at;
  box.chosen = name;
  markChosen(box);
  box.send(name);
}

/** @param {HTMLElement | undefined} option */
const nameOf = option => option?.dataset.name ?? '';

/** @param {Listbox} box @param {KeyboardEvent} event */
function onListKey(box, event) {
  const step = STEPS[event.key];
  if (step === undefined && event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  const options = optionsOf(box);
  if (step === undefined) {
    chooseOption(box, nameOf(options[box.here]));
    return;
  }
  box.here = nearestIndex(box.here + step, options.length);
  markChosen(box);
  options[box.here].scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** @param {Listbox} box */
export function listenToList(box) {
  box.list.onkeydown = event => onListKey(box, event);
  box.list.onclick = event => {
    const { target } = event;
    const option = target instanceof Element ? target.closest('[role="option"]') : null;
    if (option instanceof HTMLElement) chooseOption(box, nameOf(option));
  };
}
