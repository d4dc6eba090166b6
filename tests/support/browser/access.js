// What the tests of access ask a page; elements in shadow trees are looked at like all others.
window.access ??= (() => {
  const all = root => [...root.querySelectorAll('*')].flatMap(
    element => element.shadowRoot ? [element, ...all(element.shadowRoot)] : [element]);
  const parent = element => element.parentElement ?? element.getRootNode().host ?? null;
  const ancestors = element => element ? [element, ...ancestors(parent(element))] : [];
  const tell = element => `<${element.localName} ${[...element.attributes].filter(
    ({ name }) => !['style', 'd', 'src'].includes(name)).map(
    ({ name, value }) => `${name}="${value.slice(0, 60)}"`).join(' ')}> `
    + element.textContent.trim().slice(0, 40);
  const shown = element => element.checkVisibility({ visibilityProperty: true })
    && element.getClientRects().length > 0;
  const hidden = element => ancestors(element).some(one => one.ariaHidden === 'true' || one.inert);

  const OPERABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const operable = element => element.matches(OPERABLE) && element.tabIndex >= 0
    && !element.disabled && shown(element) && !hidden(element);

  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  }
  const FOCUS = ['outline', 'boxShadow', 'border', 'backgroundColor', 'textDecoration'];
  const look = element => [...ancestors(element).slice(0, 4), ...parent(element).querySelectorAll('*')]
    .map(one => FOCUS.map(name => getComputedStyle(one)[name]).join());

  const reached = [], unmarked = [];
  let last = null, before = null;
  // To be called after each Tab: whether the focus is on something, and has been seen to move.
  function step() {
    const element = focused();
    if (last && look(last).join('|') === before) unmarked.push(tell(last));
    if (!element || element === document.body || reached.includes(element)) return false;
    reached.push(element);
    [last, before] = [element, look(element).join('|')];
    return true;
  }
  // Of a group of which one is chosen, Tab leads to one, and the arrow keys to the others.
  const GROUP = '[role=radiogroup]';
  const missed = () => all(document).filter(element => operable(element)
    && !reached.some(one => one === element
      || one.closest(GROUP)?.contains(element))).map(tell);

  // Parts that nobody can get to see: beyond the page's sides, or cut off by a box around them.
  function clipped() {
    const parts = all(document.querySelector('[data-testid="stApp"]')).filter(element => shown(element)
      && (element.matches('img, canvas, input, button')
        || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())));
    return parts.filter(part => {
      const box = part.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) return false;  // for screen readers
      for (const around of ancestors(part)) {
        const { overflowX, overflowY, clipPath } = getComputedStyle(around);
        const edge = around.getBoundingClientRect();
        if (clipPath !== 'none' || edge.width <= 1 || edge.height <= 1) return false;
        const cuts = overflow => ['hidden', 'clip'].includes(overflow);
        if (cuts(overflowX) && (around === part ? part.scrollWidth > part.clientWidth + 1
          : box.right > edge.right + 2 || box.left < edge.left - 2)) return true;
        if (cuts(overflowY) && around !== part
          && (box.bottom > edge.bottom + 2 || box.top < edge.top - 2)) return true;
        if (['auto', 'scroll'].includes(overflowX)) return false;  // scrolls in its own region
      }
      return box.right > innerWidth + 1 || box.left < -1;
    }).map(tell);
  }

  function nameless() {
    const named = element => element.alt !== undefined && element.hasAttribute('alt')
      || element.ariaLabel || element.getAttribute('aria-labelledby')
      || element.localName === 'svg' && element.querySelector(':scope > title');
    return all(document).filter(element => element.matches('img, canvas, svg, [role=img]')
      && element.id !== 'js-plotly-tester'  // Plotly measures with it
      && shown(element) && !hidden(element)
      && !ancestors(element).some(one => named(one) || one.matches('button, a, label'))).map(tell);
  }

  const moving = () => all(document).flatMap(element => element.getAnimations?.() ?? []).filter(
    ({ playState, effect }) => playState === 'running' && effect.getComputedTiming().duration > 20)
    .map(({ effect }) => tell(effect.target));

  return { step, missed, unmarked: () => unmarked, clipped, nameless, moving };
})();
