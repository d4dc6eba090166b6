// ---- The view: what comes from Python and goes back, and what mouse, finger and keys do.

const VIEWS = new WeakMap();  // one for each mounted view; the default function runs many times
const SENT = 120;  // milliseconds between two masks while one drags

function create(root) {
  const find = selector => root.querySelector(selector);
  const tiles = find('#tiles'), lens = find('#lens');
  const view = { packet: null, cursor: null, chosen: null, mask: null, drag: null, enlarged: null };
  const { words, sight, say, show, paint, paintImageAndBar, offset } = shower(root, view);
  const inside = (at, size) => Math.min(size - 1, Math.max(0, at));
  const same = (a, b) =>
    a === b || a && b && a.tile === b.tile && a.row === b.row && a.column === b.column;

  let frame = null;
  new ResizeObserver(() => {
    frame ??= requestAnimationFrame(() => { frame = null; paint(); });
  }).observe(tiles);

  // ---- From Python

  view.take = bytes => {
    const text = headerText(bytes);
    if (text === view.text) return;  // a run that changed nothing here
    const packet = unpack(bytes), before = view.packet;
    Object.assign(view, { text, packet });
    if (before?.order === packet.order) keepPlaces(before);
    else obey();
    Object.assign(view, { atlas: atlasOf(packet), image: imageOf(packet) });
    paintImageAndBar();
    find('#how').textContent = [
      packet.axes ? 'Arrow keys move from cell to cell, Page Up and Page Down from map to map.'
        : 'Arrow keys move from map to map.',
      packet.masking ? 'Click, drag or space masks a cell in all maps.' : '',
      packet.choosing ? `Click or Enter ${packet.choosing}.` : '',
    ].filter(Boolean).join(' ');
    tiles.classList.toggle('masking', packet.masking);
    find('.view').classList.toggle('sighted', packet.spans !== null);
    tiles.setAttribute('aria-label', `${packet.channels.length} maps of ${packet.name}, `
      + `${packet.rows} by ${packet.columns} cells`);
    paint();
  };
  function obey() {
    const { masking, ordered, channels, size } = view.packet;
    const tile = masking || !ordered ? -1 : channels.indexOf(ordered[0]);
    Object.assign(view, { cursor: null, drag: null, enlarged: null,
      mask: masking ? Uint8Array.from(ordered ?? '0'.repeat(size)) : null,
      chosen: tile < 0 ? null : { tile, row: ordered[1], column: ordered[2] } });
  }
  function keepPlaces(before) {
    const { channels, rows, columns } = view.packet;
    const kept = cell => {
      const tile = cell ? channels.indexOf(before.channels[cell.tile]) : -1;
      return tile < 0 || cell.row >= rows || cell.column >= columns ? null : { ...cell, tile };
    };
    Object.assign(view, { chosen: kept(view.chosen), cursor: kept(view.cursor), enlarged: null });
  }

  // ---- To Python

  function choose(cell) {
    view.chosen = view.cursor = cell;
    show();
    say(`Chosen: ${words(cell)}. ${sight(cell)}`);
    view.send({ order: view.packet.order,
      cell: [view.packet.channels[cell.tile], cell.row, cell.column] });
  }
  let timer = null;
  function sendMask() {
    clearTimeout(timer);
    timer = null;
    view.send({ order: view.packet.order, mask: view.mask.join('') });
  }
  function setMask(cell, on) {
    if (view.mask[offset(cell)] === on) return;
    view.mask[offset(cell)] = on;
    paintMaps(tiles, view);
    show();
    say(words(cell));
    timer ??= setTimeout(sendMask, SENT);
  }

  // ---- Mouse, pen and finger

  const under = event => {
    const box = tiles.getBoundingClientRect(), { density } = view.layout;
    return cellAt(view.layout, view.packet, (event.clientY - box.top) * density,
      (event.clientX - box.left) * density);
  };
  function point(cell) {
    if (same(cell, view.cursor)) return;
    view.cursor = cell;
    show();
  }
  tiles.onpointerdown = event => {
    if (!event.isPrimary || event.button !== 0) return;
    const cell = under(event);
    point(cell);
    if (!cell || !view.mask) return;
    tiles.setPointerCapture(event.pointerId);
    view.drag = { on: 1 - view.mask[offset(cell)], tile: cell.tile };
    setMask(cell, view.drag.on);
  };
  // A page that scrolls or grows under a mouse at rest also makes these events; they must not
  // take the cell from who walks by keyboard.
  let at = [], byKey = false;
  function moved({ screenX, screenY }) {
    if (at[0] === screenX && at[1] === screenY) return false;
    at = [screenX, screenY];
    byKey = false;
    return true;
  }
  tiles.onpointermove = event => {
    if (!moved(event)) return;
    const between = view.drag ? event.getCoalescedEvents?.() ?? [] : [];
    for (const each of between.length ? between : [event]) {
      const cell = under(each);
      if (view.drag && cell?.tile !== view.drag.tile) continue;  // a drag stays in its map
      point(cell);
      if (view.drag) setMask(cell, view.drag.on);
    }
  };
  tiles.onpointerup = tiles.onpointercancel = () => {
    if (view.drag && timer !== null) sendMask();
    view.drag = null;
  };
  tiles.onpointerleave = () => { if (!view.drag && !byKey) point(null); };
  tiles.onclick = event => {
    const cell = under(event);
    if (cell && !view.mask) choose(cell);
  };

  const underLens = event => {
    const box = lens.getBoundingClientRect(), { rows, columns } = view.packet;
    return { tile: view.enlarged,
      row: inside(Math.floor((event.clientY - box.top) / box.height * rows), rows),
      column: inside(Math.floor((event.clientX - box.left) / box.width * columns), columns) };
  };
  lens.onpointermove = event => { if (moved(event)) point(underLens(event)); };
  lens.onpointerleave = () => { if (!byKey) point(null); };
  lens.onclick = event => choose(underLens(event));

  // ---- Keyboard: one stop for Tab, the arrow keys walk inside

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const here = () => view.cursor ?? view.chosen
    ?? { tile: 0, row: view.packet.rows >> 1, column: view.packet.columns >> 1 };
  const toTile = (cell, tile) => ({ ...cell, tile: inside(tile, view.packet.channels.length) });
  // From the edge of a map on to the map beside it.
  function step(cell, [down, right]) {
    const { rows, columns, channels } = view.packet, { across } = view.layout;
    const row = cell.row + down, column = cell.column + right;
    if (0 <= row && row < rows && 0 <= column && column < columns) return { ...cell, row, column };
    const place = cell.tile % across + right, tile = cell.tile + down * across + right;
    if (place < 0 || place >= across || tile < 0 || tile >= channels.length) return cell;
    return { tile, row: (row + rows) % rows, column: (column + columns) % columns };
  }
  function walked(event) {
    const cell = here(), { channels, columns } = view.packet, arrow = ARROWS[event.key];
    if (arrow && (event.shiftKey || !view.packet.axes))
      return toTile(cell, cell.tile + arrow[0] * view.layout.across + arrow[1]);
    if (arrow) return step(cell, arrow);
    const all = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case 'PageUp': return toTile(cell, cell.tile - 1);
      case 'PageDown': return toTile(cell, cell.tile + 1);
      case 'Home': return all ? toTile(cell, 0) : { ...cell, column: 0 };
      case 'End': return all ? toTile(cell, channels.length - 1) : { ...cell, column: columns - 1 };
    }
    return null;
  }
  tiles.onkeydown = event => {
    const walk = walked(event), acts = event.key === ' ' || event.key === 'Enter';
    if (!walk && !acts || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    view.cursor = walk ?? here();
    byKey = true;
    show();
    find('.marks .cursor').scrollIntoView({ block: 'nearest' });
    if (walk) say(words(walk));
    else if (!view.mask) choose(view.cursor);
    else setMask(view.cursor, 1 - view.mask[offset(view.cursor)]);
  };
  tiles.onfocus = () => {
    if (!tiles.matches(':focus-visible')) return;
    view.cursor ??= here();
    byKey = true;
    show();
    say(words(view.cursor));
  };
  tiles.onblur = () => point(null);
  return view;
}

export default function ({ data, parentElement, setStateValue }) {
  let view = VIEWS.get(parentElement);
  if (!view) VIEWS.set(parentElement, view = create(parentElement));
  view.send = answer => setStateValue('answer', answer);
  view.take(data);
}
