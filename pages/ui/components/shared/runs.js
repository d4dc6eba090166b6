// Runs of the page's script.

/** Whether no run is asked for or under way, and the page has heard of the last one. */
export function isFree() {
  const app = document.querySelector('[data-test-script-state]');
  return app?.getAttribute('data-test-script-state') === 'notRunning';
}
