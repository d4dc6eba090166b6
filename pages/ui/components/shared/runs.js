// Runs of the page's script.

/** Whether no run is under way, and the page has heard of the last; one may have been asked for. */
export function isFree() {
  const app = document.querySelector('[data-test-script-state]');
  return app?.getAttribute('data-test-script-state') === 'notRunning';
}

const LONGEST = 1000; // milliseconds that a page which never rests is waited for

/** Once the page has done all that is due, where the browser can tell. @param {() => void} act */
export function whenIdle(act) {
  if ('requestIdleCallback' in window) window.requestIdleCallback(act, { timeout: LONGEST });
  else act();
}
