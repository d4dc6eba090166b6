// One object for each mounted view: the function below runs again whenever its data change.
const VIEWS = new WeakMap();
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const NOWHERE = [Infinity, Infinity];

function create(root) {
  const find = selector => root.querySelector(selector);
  // The cell and the pixel that were looked at last, as [row, column], and the marked cells as
  // [top, bottom, left, right).
  const view = { cell: NOWHERE, pixel: NOWHERE, marked: null };
  const canvas = find('canvas'), image = find('.image'), window_ = find('.window');

  const colour = name => getComputedStyle(canvas).getPropertyValue(name).trim();
  const side = () => view.data.spans.length;
  const percent = pixels => `${100 * pixels / view.data.size}%`;

  function paintMap() {
    const n = side(), pen = canvas.getContext('2d'), step = canvas.width / n;
    pen.fillStyle = colour('--st-secondary-background-color');
    pen.fillRect(0, 0, canvas.width, canvas.height);
    if (view.marked) {
      const [top, bottom, left, right] = view.marked;
      pen.fillStyle = '#ffb300';
      pen.fillRect(left * step, top * step, Math.max(2, (right - left) * step),
        Math.max(2, (bottom - top) * step));
    }
    if (n > 70) return;  // a grid finer than 4 pixels is a grey blur
    pen.strokeStyle = colour('--st-border-color');
    pen.beginPath();
    for (let i = 1; i < n; i++) {
      pen.moveTo(i * step, 0); pen.lineTo(i * step, canvas.height);
      pen.moveTo(0, i * step); pen.lineTo(canvas.width, i * step);
    }
    pen.stroke();
  }

  function paintWindow(rows, columns) {
    window_.hidden = !rows || !columns;
    if (window_.hidden) return;
    Object.assign(window_.style, { top: percent(rows[0]), left: percent(columns[0]),
      height: percent(rows[1] - rows[0]), width: percent(columns[1] - columns[0]) });
  }

  view.showCell = (y, x) => {
    const { spans, name } = view.data;
    view.marked = [y, y + 1, x, x + 1];
    paintMap();
    paintWindow(spans[y], spans[x]);
    find('.said').textContent = spans[y] && spans[x]
      ? `Cell (${y}, ${x}) of ${name} sees rows ${spans[y][0]} to ${spans[y][1] - 1} and columns `
        + `${spans[x][0]} to ${spans[x][1] - 1} of the image: ${spans[y][1] - spans[y][0]}×`
        + `${spans[x][1] - spans[x][0]} pixels.`
      : `Cell (${y}, ${x}) of ${name} sees only padding.`;
  };

  // The other way: the cells whose spans hold a pixel lie side by side.
  function cellsThatSee(pixel) {
    const seeing = view.data.spans.flatMap(
      (span, cell) => span && span[0] <= pixel && pixel < span[1] ? [cell] : []);
    return seeing.length ? [seeing[0], seeing.at(-1) + 1] : null;
  }

  function showPixel(y, x) {
    const rows = cellsThatSee(y), columns = cellsThatSee(x);
    view.marked = rows && columns && [...rows, ...columns];
    paintMap();
    paintWindow([y, y + 1], [x, x + 1]);
    const seen = view.marked ? (rows[1] - rows[0]) * (columns[1] - columns[0]) : 0;
    find('.said').textContent = `Pixel (${y}, ${x}) of the image is seen by `
      + (seen === 1 ? '1 cell' : `${seen} cells`) + ` of ${view.data.name}.`;
  }

  const at = (event, element, count) => {
    const box = element.getBoundingClientRect();
    const cell = part => Math.min(count - 1, Math.max(0, Math.floor(part * count)));
    return [cell((event.clientY - box.top) / box.height),
      cell((event.clientX - box.left) / box.width)];
  };
  // A pointer chooses a place, and the arrow keys move on from it.
  function follow(element, name, count, show) {
    const choose = place => show(...(view[name] = place));
    element.onpointermove = element.onpointerdown = event => choose(at(event, element, count()));
    element.onkeydown = event => {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      const inside = place => Math.min(count() - 1, Math.max(0, place));
      choose(view[name].map((place, axis) => inside(place + move[axis])));
    };
  }
  follow(canvas, 'cell', side, view.showCell);
  follow(image, 'pixel', () => view.data.size, showPixel);
  return view;
}

export default function ({ data, parentElement }) {
  let view = VIEWS.get(parentElement);
  if (!view) VIEWS.set(parentElement, view = create(parentElement));
  view.data = data;
  const n = data.spans.length;
  parentElement.querySelector('img').src = data.image;
  parentElement.querySelector('.name').textContent = `${data.name}: ${n}×${n} cells`;
  parentElement.querySelector('canvas').setAttribute('aria-label',
    `Cells of ${data.name}; the arrow keys move from cell to cell`);
  const kept = (place, count) => place.every(at => at < count) ? place : [count >> 1, count >> 1];
  view.cell = kept(view.name === data.name ? view.cell : NOWHERE, n);
  view.pixel = kept(view.pixel, data.size);
  view.name = data.name;
  view.showCell(...view.cell);
  return () => VIEWS.delete(parentElement);
}
