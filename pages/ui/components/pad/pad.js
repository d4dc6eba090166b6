// All lengths are thousandths of the pad's side, whatever its size on the screen. A stroke is a
// flat list [pen, x, y, x, y, …]: small on the wire, and what Python gives back after a page change.
const UNIT = 1000, NEAR = 3, STEP = 20, SMALL_STEP = 4;
const PADS = new WeakMap();  // one for each mounted pad; the default function runs many times

function trace(pen, stroke) {
  const [width, x0, y0] = stroke;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(x0, y0);
  if (stroke.length === 3) pen.lineTo(x0, y0 + .01);  // a tap is a dot
  // Quadratic curves from midpoint to midpoint, bent by the points between them: no corners.
  let at = 3;
  for (; at < stroke.length - 2; at += 2) {
    const [x, y, nextX, nextY] = stroke.slice(at, at + 4);
    pen.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  if (at < stroke.length) pen.lineTo(stroke[at], stroke[at + 1]);
  pen.stroke();
}

function draw(canvas, strokes, paper, ink) {
  const pen = canvas.getContext('2d');
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(canvas.width / UNIT, canvas.height / UNIT);
  pen.strokeStyle = ink;
  pen.lineCap = pen.lineJoin = 'round';
  for (const stroke of strokes) trace(pen, stroke);
  return pen;
}

// The past of strokes that came from Python: undo takes them away one by one.
const beginnings = strokes => strokes.map((_, count) => strokes.slice(0, count));

function create(root, data) {
  const find = name => root.querySelector(name), canvas = find('canvas');
  const small = document.createElement('canvas');
  const pad = {
    data, strokes: data.strokes, past: beginnings(data.strokes), future: [], width: data.pen,
    current: null, pointer: null, cursor: [UNIT / 2, UNIT / 2], byKey: false,
    sent: data.seen, isSent: true, heardAt: 0, timer: null, frame: null,
  };
  const say = words => { find('#said').textContent = words; };

  // ---- What is seen

  function paint() {
    pad.frame = null;
    const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    if (canvas.width !== side || canvas.height !== side) canvas.width = canvas.height = side;
    const style = getComputedStyle(canvas);
    const pen = draw(canvas, pad.strokes, style.backgroundColor, style.color);
    if (!pad.byKey) return;
    pen.strokeStyle = pen.fillStyle = style.getPropertyValue('--st-primary-color');
    pen.lineWidth = 6;
    pen.beginPath();
    pen.arc(...pad.cursor, Math.max(14, pad.width / 2), 0, 2 * Math.PI);
    pen.stroke();
    if (pad.current) pen.fill();
  }
  pad.repaint = () => { pad.frame ??= requestAnimationFrame(paint); };
  new ResizeObserver(pad.repaint).observe(canvas);

  function show() {
    pad.repaint();
    find('#undo').setAttribute('aria-disabled', !pad.past.length);
    find('#redo').setAttribute('aria-disabled', !pad.future.length);
    find('#clear').setAttribute('aria-disabled', !pad.strokes.length);
  }

  // ---- What is sent: while the pen moves one value at a time, always the latest

  function send() {
    clearTimeout(pad.timer);
    pad.timer = null;
    if (!canvas.isConnected) return;  // the page was left
    let png = null;
    if (pad.strokes.length) {
      small.width = small.height = pad.data.side;
      draw(small, pad.strokes, '#000', '#fff');
      png = small.toDataURL('image/png').split(',')[1];
    }
    pad.sent += 1;
    pad.isSent = true;
    pad.heardAt = Infinity;
    pad.sentAt = performance.now();
    pad.set('drawing', { png, strokes: pad.strokes, reset: pad.data.reset,
      number: pad.sent });
  }
  // Python needs `every` milliseconds after its answer to show what follows from the drawing; a
  // lost answer must not stop the flow for long.
  const due = () => Math.min(pad.heardAt + pad.data.every, (pad.sentAt ?? 0) + 1000);
  pad.sendSoon = () => {
    if (pad.timer === null && pad.data.every > 0)
      pad.timer = setTimeout(send, Math.max(0, due() - performance.now()));
  };
  pad.hear = seen => {
    if (seen !== pad.sent || pad.heardAt !== Infinity) return;
    pad.heardAt = performance.now();
    if (pad.timer === null) return;
    clearTimeout(pad.timer);
    pad.timer = null;
    pad.sendSoon();
  };

  // ---- Changes

  function change(strokes) {
    pad.past.push(pad.strokes);
    pad.future = [];
    pad.strokes = strokes;
    pad.isSent = false;
  }
  function finish() {
    if (!pad.current) return;
    pad.current = pad.pointer = null;
    count();
    if (!pad.isSent) send();  // the last point may have gone while the pen was still down
  }
  function count() {
    const many = pad.strokes.length;
    say(many === 0 ? 'Empty.' : many === 1 ? '1 stroke.' : `${many} strokes.`);
    show();
  }
  function begin(x, y) {
    const points = pad.strokes.reduce((sum, stroke) => sum + (stroke.length - 1) / 2, 0);
    if (pad.strokes.length >= pad.data.maxStrokes || points >= pad.data.maxPoints) {
      say('The pad is full: clear it to go on.');
      return;
    }
    pad.room = pad.data.maxPoints - points - 1;
    change([...pad.strokes, pad.current = [pad.width, x, y]]);
    show();
    pad.sendSoon();
  }
  function extend(x, y) {
    const [lastX, lastY] = pad.current.slice(-2);
    if (pad.room <= 0 || Math.hypot(x - lastX, y - lastY) < NEAR) return;
    pad.room -= 1;
    pad.current.push(x, y);
    pad.isSent = false;
    pad.repaint();
    pad.sendSoon();
  }
  function travel(from, to) {
    if (!from.length) return;
    pad.current = pad.pointer = null;
    to.push(pad.strokes);
    pad.strokes = from.pop();
    count();
    send();
  }
  const undo = () => travel(pad.past, pad.future), redo = () => travel(pad.future, pad.past);
  function clear() {
    if (!pad.strokes.length) return;
    pad.current = pad.pointer = null;
    change([]);
    count();
    send();
  }
  pad.restart = () => {  // by Python's order: nothing comes back, not even by undo
    Object.assign(pad, { strokes: [], past: [], future: [], current: null, pointer: null });
    count();
    send();
  };
  find('#undo').onclick = undo;
  find('#redo').onclick = redo;
  find('#clear').onclick = clear;

  // ---- Mouse, pen and finger: the first pointer draws, and no other until it is lifted

  const inside = place => Math.round(Math.min(1.1 * UNIT, Math.max(-.1 * UNIT, place)));
  const place = event => {
    const box = canvas.getBoundingClientRect();
    return [inside((event.clientX - box.left) / box.width * UNIT),
      inside((event.clientY - box.top) / box.height * UNIT)];
  };
  canvas.onpointerdown = event => {
    if (pad.pointer !== null || !event.isPrimary || event.button !== 0) return;
    finish();  // what the keyboard had begun
    pad.byKey = false;
    canvas.setPointerCapture(event.pointerId);
    begin(...place(event));
    if (pad.current) pad.pointer = event.pointerId;
  };
  canvas.onpointermove = event => {
    if (!pad.current || event.pointerId !== pad.pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length ? between : [event]) extend(...place(each));
  };
  canvas.onpointerup = canvas.onpointercancel = canvas.onlostpointercapture = event => {
    if (event.pointerId === pad.pointer) finish();
  };
  canvas.oncontextmenu = event => event.preventDefault();  // a long press

  // ---- Keyboard

  const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  function move(event) {
    const step = event.shiftKey ? SMALL_STEP : STEP;
    pad.cursor = pad.cursor.map((at, axis) =>
      Math.min(UNIT, Math.max(0, at + MOVES[event.key][axis] * step)));
    pad.byKey = true;
    if (pad.current) extend(...pad.cursor);
    pad.repaint();
  }
  function togglePen() {
    pad.byKey = true;
    if (pad.current) return finish();
    begin(...pad.cursor);
    if (pad.current) say('Pen down: draw with the arrow keys, lift it with space.');
  }
  function widen(factor) {
    pad.width = Math.round(Math.min(250, Math.max(4, pad.width * factor)));
    say(`Pen width ${pad.width / 10} % of the pad.`);
    pad.repaint();
  }
  const KEYS = { ' ': togglePen, Escape: clear, '[': () => widen(.8), ']': () => widen(1.25) };
  canvas.onkeydown = event => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey;  // AltGr types [ and ]
    const act = control
      ? { z: event.shiftKey ? redo : undo, y: redo }[key]
      : MOVES[key] ? () => move(event) : KEYS[key];
    if (!act || pad.pointer !== null) return;
    event.preventDefault();
    event.stopPropagation();
    if (key !== ' ' || !event.repeat) act();
  };
  canvas.onblur = () => { finish(); pad.byKey = false; pad.repaint(); };
  show();
  return pad;
}

export default function ({ data, parentElement, setStateValue }) {
  let pad = PADS.get(parentElement);
  if (!pad) PADS.set(parentElement, pad = create(parentElement, data));
  const before = pad.data;
  Object.assign(pad, { data, set: setStateValue });
  parentElement.querySelector('canvas').setAttribute('aria-label', data.label);
  if (data.pen !== before.pen) pad.width = data.pen;
  if (data.reset !== before.reset) pad.restart();
  pad.hear(data.seen);
  pad.repaint();  // the theme may have changed
  // No clean-up: Streamlit also calls it when data change twice in a row, in the middle of a
  // stroke. What a pad holds goes with its element.
}
