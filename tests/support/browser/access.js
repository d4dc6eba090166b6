// What the tests of access ask a page; elements in shadow trees are looked at like all others.
/** @typedef {Record<string, () => unknown>} Access */

/** @type {typeof globalThis & { access?: Access }} */ (globalThis).access ??= (() => {
  const OPERABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
  // Of a group of which one is chosen, Tab leads to one, and the arrow keys to the others.
  const GROUP = '[role=radiogroup]';
  const FOCUS_STYLES = /** @type {const} */ ([
    'outline',
    'boxShadow',
    'border',
    'backgroundColor',
    'textDecoration',
  ]);

  /** @param {ParentNode | null} root @returns {Element[]} */
  const all = root =>
    [...(root?.querySelectorAll('*') ?? [])].flatMap(element =>
      element.shadowRoot ? [element, ...all(element.shadowRoot)] : [element],
    );

  /** @param {Element} element @returns {Element | null} */
  const parent = element => {
    const root = element.getRootNode();
    return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  };

  /** @param {Element | null} element @returns {Element[]} */
  const ancestors = element => (element ? [element, ...ancestors(parent(element))] : []);

  /** @param {Element} element */
  const tell = element => {
    const attributes = [...element.attributes]
      .filter(({ name }) => !['style', 'd', 'src'].includes(name))
      .map(({ name, value }) => `${name}="${value.slice(0, 60)}"`);
    const text = (element.textContent ?? '').trim().slice(0, 40);
    return `<${element.localName} ${attributes.join(' ')}> ${text}`;
  };

  /** @param {Element} element */
  const isShown = element =>
    element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

  /** @param {Element} element */
  const isHidden = element =>
    ancestors(element).some(
      one => one.ariaHidden === 'true' || (one instanceof HTMLElement && one.inert),
    );

  /** @param {Element} element */
  const isOperable = element =>
    (element instanceof HTMLElement || element instanceof SVGElement) &&
    element.matches(OPERABLE) &&
    element.tabIndex >= 0 &&
    !element.matches(':disabled') &&
    isShown(element) &&
    !isHidden(element);

  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  }

  /** How an element and what is around it look. @param {Element} element */
  const look = element =>
    [...ancestors(element).slice(0, 4), ...(parent(element)?.querySelectorAll('*') ?? [])]
      .map(one => FOCUS_STYLES.map(name => getComputedStyle(one)[name]).join())
      .join('|');

  /** @type {Element[]} */
  const reached = [];
  /** @type {string[]} */
  const unmarked = [];
  /** @type {{ element: Element, look: string } | null} */
  let last = null;

  /** To be called after each Tab: whether the focus is on something, and has been seen to move. */
  function step() {
    const element = focused();
    if (last && look(last.element) === last.look) unmarked.push(tell(last.element));
    if (!element || element === document.body || reached.includes(element)) return false;
    reached.push(element);
    last = { element, look: look(element) };
    return true;
  }

  const missed = () =>
    all(document)
      .filter(
        element =>
          isOperable(element) &&
          !reached.some(one => one === element || one.closest(GROUP)?.contains(element)),
      )
      .map(tell);

  /** @param {Element} element */
  const hasContent = element =>
    element.matches('img, canvas, input, button') ||
    [...element.childNodes].some(node => node instanceof Text && node.data.trim());

  /** @param {[number, number]} part @param {[number, number]} box */
  const isBeyond = (part, box) => part[0] < box[0] - 2 || part[1] > box[1] + 2;

  /**
   * Whether a box around a part cuts it off; null where it says nothing about boxes further out.
   *
   * @param {Element} part
   * @param {DOMRect} box Of the part.
   * @param {Element} around
   */
  function isCut(part, box, around) {
    const { overflowX, overflowY, clipPath } = getComputedStyle(around);
    const edge = around.getBoundingClientRect();
    if (clipPath !== 'none' || edge.width <= 1 || edge.height <= 1) return false;
    const isOverlong =
      around === part
        ? part.scrollWidth > part.clientWidth + 1
        : isBeyond([box.left, box.right], [edge.left, edge.right]);
    const isOverhigh = around !== part && isBeyond([box.top, box.bottom], [edge.top, edge.bottom]);
    if (['hidden', 'clip'].includes(overflowX) && isOverlong) return true;
    if (['hidden', 'clip'].includes(overflowY) && isOverhigh) return true;
    return ['auto', 'scroll'].includes(overflowX) ? false : null; // it scrolls in its own region
  }

  /** @param {Element} part */
  function isClipped(part) {
    const box = part.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) return false; // for screen readers
    for (const around of ancestors(part)) {
      const cut = isCut(part, box, around);
      if (cut !== null) return cut;
    }
    return box.right > innerWidth + 1 || box.left < -1;
  }

  /** Parts that nobody can get to see: beyond the page's sides, or cut off by a box around them. */
  const clipped = () =>
    all(document.querySelector('[data-testid="stApp"]'))
      .filter(element => isShown(element) && hasContent(element) && isClipped(element))
      .map(tell);

  /** @param {Element} element */
  const isNamed = element =>
    element.hasAttribute('alt') ||
    element.ariaLabel ||
    element.getAttribute('aria-labelledby') ||
    (element.localName === 'svg' && element.querySelector(':scope > title'));

  const nameless = () =>
    all(document)
      .filter(
        element =>
          element.matches('img, canvas, svg, [role=img]') &&
          element.id !== 'js-plotly-tester' && // Plotly measures with it
          isShown(element) &&
          !isHidden(element) &&
          !ancestors(element).some(one => isNamed(one) || one.matches('button, a, label')),
      )
      .map(tell);

  /** Elements that move for longer than a moment. */
  const moving = () =>
    all(document)
      .flatMap(element => element.getAnimations())
      .filter(({ playState }) => playState === 'running')
      .map(({ effect }) => effect)
      .filter(effect => effect instanceof KeyframeEffect)
      .filter(effect => Number(effect.getComputedTiming().duration) > 20)
      .flatMap(({ target }) => (target ? [tell(target)] : []));

  return { step, missed, unmarked: () => unmarked, clipped, nameless, moving };
})();
