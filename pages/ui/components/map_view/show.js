// ---- What is seen and said of a view: the cell that is pointed at, in words and in frames.

const SPOKEN = 250;  // milliseconds between two announcements
const SMALL = 10;  // pixels; cells below that are shown enlarged as well
const percent = part => `${100 * part}%`;

// `view` holds the packet, its pictures, and which cells are pointed at, chosen and masked.
function shower(root, view) {
  const find = selector => root.querySelector(selector);
  const tiles = find('#tiles'), image = find('#image'), lens = find('#lens'), bar = find('#bar');

  // ---- In words

  const name = tile => view.packet.names?.[tile] ?? `channel ${view.packet.channels[tile]}`;
  const offset = cell => cell.row * view.packet.columns + cell.column;
  const value = cell => view.packet.values[cell.tile * view.packet.size + offset(cell)];
  const span = at => view.packet.spans?.[at];
  const isWhole = ([first, end]) => end - first === view.packet.area[2];
  function words(cell, pause = ', ') {
    const { axes, size, first } = view.packet, masked = view.mask?.[offset(cell)] ? ', masked' : '';
    if (!axes) return name(cell.tile) + (size === 1 ? `: ${number(value(cell))}` : '');
    const place = (axis, at) => `${axes[axis]} ${at + first[axis]}`.replace('-', '−');
    return `${name(cell.tile)}${pause}${place(0, cell.row)}, ${place(1, cell.column)}: `
      + number(value(cell)) + masked;
  }
  const pixels = ([first, end], to) => `${first}${to}${end - 1}`;
  function sight({ row, column }, to = ' to ') {
    const { spans, verb, area } = view.packet;
    if (!spans) return '';
    const rows = span(row), columns = span(column);
    if (!rows || !columns) return `${verb} only padding`;
    if (isWhole(rows) && isWhole(columns))
      return `${verb} the whole image (${area[2]}×${area[2]} pixels)`;
    return `${verb} rows ${pixels(rows, to)}, columns ${pixels(columns, to)} `
      + `(${rows[1] - rows[0]}×${columns[1] - columns[0]} pixels)`;
  }
  let timer = null, latest = '';
  function say(text) {
    latest = text;
    timer ??= setTimeout(() => {
      timer = null;
      find('#said').textContent = latest;
    }, SPOKEN);
  }

  // ---- Frames around cells and maps

  const boxed = (element, [top, left, height, width]) => {
    const { density } = view.layout;
    element.hidden = false;
    Object.assign(element.style, { top: `${top / density}px`, left: `${left / density}px`,
      height: `${height / density}px`, width: `${width / density}px` });
  };
  const tileBox = tile => [...view.layout.corner(tile), ...view.layout.tile];
  function mark(selector, box) {
    find(selector).hidden = !box;
    if (box) boxed(find(selector), box);
  }

  function showWindow(cell) {
    const { packet } = view, box = find('.window');
    const rows = cell && span(cell.row), columns = cell && span(cell.column);
    box.hidden = !rows || !columns || !packet.image;
    if (box.hidden) return;
    box.classList.toggle('whole', isWhole(rows) && isWhole(columns));  // tinted, all would be
    const [height, width] = packet.image;
    Object.assign(box.style, { top: percent(rows[0] / height), left: percent(columns[0] / width),
      height: percent((rows[1] - rows[0]) / height),
      width: percent((columns[1] - columns[0]) / width) });
  }

  // The map that was looked at last, enlarged, to point at cells that are small among the others.
  function showLens(cell) {
    const { packet: { rows, columns }, layout, atlas } = view, frame = find('.lens .cell');
    const tile = cell?.tile ?? view.enlarged, small = layout.unit < SMALL * layout.density;
    find('.lens').hidden = tile === null || !small || view.mask !== null || !view.packet.axes;
    frame.hidden = !cell;
    if (find('.lens').hidden) return;
    if (view.enlarged !== tile || view.lensOf !== atlas) {
      Object.assign(lens, { width: columns, height: rows });
      lens.getContext('2d').drawImage(atlas.canvas, ...atlas.place(tile), columns, rows,
        0, 0, columns, rows);
    }
    Object.assign(view, { enlarged: tile, lensOf: atlas });
    if (cell) Object.assign(frame.style, { top: percent(cell.row / rows),
      left: percent(cell.column / columns), height: percent(1 / rows), width: percent(1 / columns) });
  }

  function showBar(cell) {
    const { scale, limits, signed } = view.packet, limit = limits[cell?.tile ?? 0];
    const known = cell || scale !== 'map';
    find('#low').textContent = !signed ? '0' : known ? number(-limit) : '−largest';
    find('#zero').textContent = signed ? '0' : '';
    find('#high').textContent = known ? number(limit) : 'largest of each map';
    const needle = find('.needle'), part = cell && value(cell) / (limit || 1);
    needle.hidden = !cell || part !== part || !view.packet.axes && view.packet.size > 1;
    const inside = Math.min(1, Math.max(signed ? -1 : 0, part));
    needle.style.left = percent(signed ? (inside + 1) / 2 : inside);
  }

  function show() {
    const { packet, layout, cursor, chosen } = view, at = cursor ?? chosen;
    const box = cell => packet.axes ? cellBox(layout, cell) : tileBox(cell.tile);
    mark('.marks .cursor', cursor && box(cursor));
    mark('.cell.chosen', packet.axes && chosen && box(chosen));
    mark('.ring.chosen', chosen && tileBox(chosen.tile));
    const winner = packet.channels.indexOf(packet.marked);
    mark('.ring.marked', winner >= 0 && tileBox(winner));
    find('.ring.chosen').classList.toggle('same', chosen?.tile === winner);
    find('#readout').textContent = at ? `${words(at, '\n')}\n${sight(at, '–')}`
      : !packet.axes ? 'Point at a map to read its name.'
      : 'Point at a cell to read its value' + (packet.spans ? ' and see its window.' : '.');
    showWindow(at);
    showLens(at);
    showBar(at);
  }

  // ---- Pictures: painted when bytes come, or when the place for them changes

  function paint() {
    if (!tiles.clientWidth) return;
    view.layout = layOut(view.packet, tiles.clientWidth, devicePixelRatio);
    paintMaps(tiles, view);
    const { captions, channels, marked } = view.packet, { lines, density } = view.layout;
    find('.captions').replaceChildren(...(captions ?? []).map((text, tile) => {
      const caption = document.createElement('span');
      caption.textContent = text;
      caption.className = channels[tile] === marked ? 'marked' : '';
      const [top, left, height, width] = tileBox(tile);
      boxed(caption, [top + height + 2 * density, left, LINE * lines * density, width]);
      return caption;
    }));
    show();
  }

  function paintImageAndBar() {
    const { table, signed } = view.packet;
    image.parentElement.hidden = !view.image;
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

  return { words, sight, say, show, paint, paintImageAndBar, offset };
}
