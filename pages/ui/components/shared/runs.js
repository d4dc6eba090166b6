// Runs of the page's script.

/** Whether no run is under way, and the page has heard of the last; one may have been asked for. */
export function isFree() {
  const app = document.querySelector('[data-test-script-state]');
  return app?.getAttribute('data-test-script-state') === 'notRunning';
}
