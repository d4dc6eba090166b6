// ---- The view: what is pointed at, chosen and masked.

const VIEWS = new WeakMap();  // one for each mounted view; the default function runs many times
const SPOKEN = 250, SENT = 120;  // milliseconds between two announcements; between two masks

function create(root) {
  const find = selector => root.querySelector(selector);
  const maps = find('#tiles'), image = find('#image'), bar = find('#bar');
  const view = { packet: null, cursor: null, chosen: null, mask: null, drag: null };
  const percent = part => `${100 * part}%`;
  const same = (a, b) => a && b && a.tile === b.tile && a.row === b.row && a.column === b.column;

  // ---- In words

  const name = tile => view.packet.names?.[tile] ?? `channel ${view.packet.channels[tile]}`;
  const offset = cell => cell.row * view.packet.columns + cell.column;
  const value = cell => view.packet.values[cell.tile * view.packet.size + offset(cell)];
  const span = at => view.packet.spans?.[at];
  function words(cell) {
    const place = `${name(cell.tile)}, row ${cell.row}, column ${cell.column}`;
    const masked = view.mask?.[offset(cell)] ? ', masked' : '';
    return `${place}: ${number(value(cell))}${masked}`;
  }
  function sight({ row, column }) {
    if (!view.packet.spans) return '';
    const rows = span(row), columns = span(column);
    if (!rows || !columns) return 'sees only padding';
    return `sees rows ${rows[0]} to ${rows[1] - 1}, columns ${columns[0]} to ${columns[1] - 1}: `
      + `${rows[1] - rows[0]}×${columns[1] - columns[0]} pixels`;
  }
  let spoken = null;
  function say(text) {
    view.toSay = text;
    spoken ??= setTimeout(() => {
      spoken = null;
      find('#said').textContent = view.toSay;
    }, SPOKEN);
  }

  // ---- What is seen

  const boxed = (element, [top, left, height, width]) => {
    const { density } = view.layout;
    element.hidden = false;
    Object.assign(element.style, { top: `${top / density}px`, left: `${left / density}px`,
      height: `${height / density}px`, width: `${width / density}px` });
  };
  const tileBox = tile => [...view.layout.corner(tile), ...view.layout.tile];
  function markCell(element, cell) {
    element.hidden = !cell;
    if (cell) boxed(element, cellBox(view.layout, cell));
  }
  function markTile(element, tile) {
    element.hidden = !(tile >= 0);
    if (tile >= 0) boxed(element, tileBox(tile));
  }

  function showWindow(cell) {
    const { packet } = view, box = find('.window');
    const rows = cell && span(cell.row), columns = cell && span(cell.column);
    box.hidden = !rows || !columns || !packet.image;
    if (box.hidden) return;
    const [height, width] = packet.image;
    Object.assign(box.style, { top: percent(rows[0] / height), left: percent(columns[0] / width),
      height: percent((rows[1] - rows[0]) / height),
      width: percent((columns[1] - columns[0]) / width) });
  }

  function showBar(cell) {
    const { scale, limits, signed } = view.packet, limit = limits[cell?.tile ?? 0];
    const known = cell || scale !== 'map';
    find('#low').textContent = !signed ? '0' : known ? number(-limit) : 'smallest';
    find('#zero').textContent = signed ? '0' : '';
    find('#high').textContent = known ? number(limit) : 'largest of each map';
    const needle = find('.needle'), part = cell && value(cell) / (limit || 1);
    needle.hidden = !cell || part !== part;
    const inside = Math.min(1, Math.max(signed ? -1 : 0, part));
    needle.style.left = percent(signed ? (inside + 1) / 2 : inside);
  }

  function show() {
    const { packet } = view, at = view.cursor ?? view.chosen;
    markCell(find('.cell.cursor'), view.cursor);
    markCell(find('.cell.chosen'), view.chosen);
    markTile(find('.ring.chosen'), view.chosen?.tile);
    markTile(find('.ring.marked'), packet.channels.indexOf(packet.marked));
    find('.ring.chosen').classList.toggle('same',
      view.chosen !== null && packet.channels[view.chosen.tile] === packet.marked);
    find('#readout').textContent = at ? `${words(at)}\n${sight(at)}`
      : 'Point at a cell to read its value' + (packet.spans ? ' and see its window.' : '.');
    showWindow(at);
    showBar(at);
  }

  function paint() {
    view.frame = null;
    if (!maps.clientWidth) return;
    view.layout = layOut(view.packet, maps.clientWidth, devicePixelRatio);
    paintMaps(maps, view);
    const { captions, channels, marked } = view.packet, { lines } = view.layout;
    find('.captions').replaceChildren(...(captions ?? []).map((text, tile) => {
      const caption = document.createElement('span');
      caption.textContent = text;
      caption.className = channels[tile] === marked ? 'marked' : '';
      const [top, left, height, width] = tileBox(tile);
      boxed(caption, [top + height + 2, left, LINE * lines * view.layout.density, width]);
      return caption;
    }));
    show();
  }
  const repaint = () => { view.frame ??= requestAnimationFrame(paint); };
  new ResizeObserver(repaint).observe(maps);

  // ---- From Python

  view.take = bytes => {
    if (bytes === view.bytes) return;
    const packet = unpack(bytes), before = view.packet;
    Object.assign(view, { bytes, packet });
    if (!before || before.order !== packet.order) obey(packet);
    else keepPlaces(before, packet);
    Object.assign(view, { atlas: atlasOf(packet), image: imageOf(packet) });
    paintImageAndBar();
    find('#how').textContent = 'Arrow keys move from cell to cell, Page Up and Page Down from map '
      + 'to map. ' + (packet.masking ? 'Click, drag or space masks.' : 'Click or Enter chooses.');
    maps.classList.toggle('masking', packet.masking);
    maps.setAttribute('aria-label', `${packet.channels.length} maps of ${packet.name}, `
      + `${packet.rows} by ${packet.columns} cells`);
    paint();
  };
  function obey({ masking, ordered, channels, size }) {
    view.mask = masking ? Uint8Array.from(ordered ?? '0'.repeat(size)) : null;
    const tile = masking || !ordered ? -1 : channels.indexOf(ordered[0]);
    view.chosen = tile < 0 ? null : { tile, row: ordered[1], column: ordered[2] };
    view.cursor = view.drag = null;
  }
  function keepPlaces(before, { channels, rows, columns }) {
    const moved = cell => {
      const tile = cell ? channels.indexOf(before.channels[cell.tile]) : -1;
      return tile < 0 || cell.row >= rows || cell.column >= columns ? null : { ...cell, tile };
    };
    Object.assign(view, { chosen: moved(view.chosen), cursor: moved(view.cursor) });
  }
  function paintImageAndBar() {
    const { table, signed } = view.packet, picture = find('.picture');
    picture.hidden = !view.image;
    if (view.image) {
      Object.assign(image, { width: view.image.width, height: view.image.height });
      image.getContext('2d').drawImage(view.image, 0, 0);
    }
    const first = signed ? 0 : ZERO, count = NAN - first, strip = new ImageData(count, 1);
    for (let i = 0; i < count; i++)
      strip.data.set([...table.subarray(3 * (first + i), 3 * (first + i) + 3), 255], 4 * i);
    bar.width = count;
    bar.getContext('2d').putImageData(strip, 0, 0);
    bar.setAttribute('aria-label', 'Colours: zero is dark, larger is lighter; orange is positive'
      + (signed ? ', blue is negative.' : '.'));
  }

  // ---- To Python

  function choose(cell) {
    view.chosen = view.cursor = cell;
    show();
    say(`Chosen: ${words(cell)}. ${sight(cell)}`);
    view.send({ order: view.packet.order,
      cell: [view.packet.channels[cell.tile], cell.row, cell.column] });
  }
  let masked = null;
  function sendMask() {
    clearTimeout(masked);
    masked = null;
    view.send({ order: view.packet.order, mask: view.mask.join('') });
  }
  function setMask(cell, on) {
    if (view.mask[offset(cell)] === on) return;
    view.mask[offset(cell)] = on;
    paintMaps(maps, view);
    show();
    say(words(cell));
    masked ??= setTimeout(sendMask, SENT);
  }
  const toggle = cell => setMask(cell, 1 - view.mask[offset(cell)]);

  // ---- Mouse, pen and finger

  const under = event => {
    const box = maps.getBoundingClientRect(), { density } = view.layout;
    return cellAt(view.layout, view.packet, (event.clientY - box.top) * density,
      (event.clientX - box.left) * density);
  };
  function point(cell) {
    if (same(cell, view.cursor) || cell === view.cursor) return;
    view.cursor = cell;
    show();
  }
  maps.onpointerdown = event => {
    const cell = under(event);
    if (!event.isPrimary || event.button !== 0) return;
    point(cell);
    if (!cell || !view.mask) return;
    maps.setPointerCapture(event.pointerId);
    view.drag = { on: 1 - view.mask[offset(cell)], tile: cell.tile };
    setMask(cell, view.drag.on);
  };
  maps.onpointermove = event => {
    const between = view.drag ? event.getCoalescedEvents?.() ?? [] : [];
    for (const each of between.length ? between : [event]) {
      const cell = under(each);
      if (!view.drag) point(cell);
      else if (cell?.tile === view.drag.tile) {
        point(cell);
        setMask(cell, view.drag.on);
      }
    }
  };
  maps.onpointerup = maps.onpointercancel = () => {
    if (view.drag && masked) sendMask();
    view.drag = null;
  };
  maps.onpointerleave = () => { if (!view.drag) point(null); };
  maps.onclick = event => {
    const cell = under(event);
    if (cell && !view.mask) choose(cell);
  };

  // ---- Keyboard: one stop for Tab, the arrow keys walk inside

  const inside = (at, size) => Math.min(size - 1, Math.max(0, at));
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const here = () => view.cursor ?? view.chosen
    ?? { tile: 0, row: view.packet.rows >> 1, column: view.packet.columns >> 1 };
  function toTile(cell, tile) {
    return { ...cell, tile: inside(tile, view.packet.channels.length) };
  }
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
    if (arrow && event.shiftKey)
      return toTile(cell, cell.tile + arrow[0] * view.layout.across + arrow[1]);
    if (arrow) return step(cell, arrow);
    const control = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case 'PageUp': return toTile(cell, cell.tile - 1);
      case 'PageDown': return toTile(cell, cell.tile + 1);
      case 'Home': return control ? toTile(cell, 0) : { ...cell, column: 0 };
      case 'End': return control ? toTile(cell, channels.length - 1)
        : { ...cell, column: columns - 1 };
    }
    return null;
  }
  maps.onkeydown = event => {
    const walk = walked(event), acts = event.key === ' ' || event.key === 'Enter';
    if (!walk && !acts || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    view.cursor = walk ?? here();
    show();
    find('.cell.cursor').scrollIntoView({ block: 'nearest' });
    if (walk) say(words(walk));
    else if (!view.mask) choose(view.cursor);
    else toggle(view.cursor);
  };
  maps.onfocus = () => {
    if (!maps.matches(':focus-visible')) return;
    view.cursor ??= here();
    show();
    say(words(view.cursor));
  };
  maps.onblur = () => point(null);
  return view;
}

export default function ({ data, parentElement, setStateValue }) {
  let view = VIEWS.get(parentElement);
  if (!view) VIEWS.set(parentElement, view = create(parentElement));
  view.send = answer => setStateValue('answer', answer);
  view.take(data);
}
