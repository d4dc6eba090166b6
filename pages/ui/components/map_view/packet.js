// ---- The bytes from Python (packet.py): header, maps as float32, colours, image.

const NAN = 511, ZERO = 255;

const bodyAt = bytes => 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);

// Equal headers stand before equal bodies, since they hold the body's digest.
const headerText = bytes => new TextDecoder().decode(bytes.subarray(4, bodyAt(bytes)));

function unpack(bytes) {
  const header = JSON.parse(headerText(bytes));
  let at = bodyAt(bytes);
  const take = count => bytes.slice(at, at += count);  // a copy begins at a whole word
  header.size = header.rows * header.columns;
  header.values = new Float32Array(take(4 * header.channels.length * header.size).buffer);
  header.table = take(3 * (NAN + 1));
  header.pixels = bytes.subarray(at);
  return header;
}

const colourIndex = (value, limit) => {
  if (value !== value) return NAN;
  const part = Math.min(1, Math.max(-1, value / (limit || 1)));
  return ZERO + Math.floor(255 * part + .5);
};

// The table as pixels. Over an image, what is near zero lets the image through.
function palette({ table, overlay }) {
  const colours = new Uint32Array(NAN + 1), bytes = new Uint8Array(colours.buffer);
  for (let i = 0; i <= NAN; i++) {
    const size = i === NAN ? 1 : Math.abs(i - ZERO) / 255;
    bytes.set(table.subarray(3 * i, 3 * i + 3), 4 * i);
    bytes[4 * i + 3] = overlay ? Math.round(255 * overlay * Math.sqrt(size)) : 255;
  }
  return colours;
}

const canvasOf = (width, height) => Object.assign(document.createElement('canvas'), { width, height });

// All maps, a pixel a cell, in one nearly square canvas: { canvas, place(tile) -> [x, y] }.
function atlasOf(packet) {
  const { rows, columns, size, values, limits } = packet, count = limits.length;
  const across = Math.max(1, Math.min(count, Math.round(Math.sqrt(count * rows / columns))));
  const canvas = canvasOf(across * columns, Math.ceil(count / across) * rows);
  const image = new ImageData(canvas.width, canvas.height);
  const target = new Uint32Array(image.data.buffer), colours = palette(packet);
  const place = tile => [tile % across * columns, Math.floor(tile / across) * rows];
  for (let tile = 0, from = 0; tile < count; tile++) {
    const [left, top] = place(tile), limit = limits[tile];
    for (let row = 0; row < rows; row++) {
      const start = (top + row) * canvas.width + left;
      for (let x = 0; x < columns; x++)
        target[start + x] = colours[colourIndex(values[from++], limit)];
    }
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
  return { canvas, place };
}

function imageOf({ image, pixels }) {
  if (!image) return null;
  const [height, width, channels] = image, canvas = canvasOf(width, height);
  const shown = new ImageData(width, height);
  for (let i = 0; i < width * height; i++)
    for (let part = 0; part < 4; part++)
      shown.data[4 * i + part] = part === 3 ? 255 : pixels[channels * i + (channels === 3 ? part : 0)];
  canvas.getContext('2d').putImageData(shown, 0, 0);
  return canvas;
}

function number(value) {
  if (value !== value) return 'not a number';
  const size = Math.abs(value);
  const text = size === Infinity ? '∞' : size === 0 ? '0'
    : size >= 1e5 || size < 1e-3 ? size.toExponential(2)
    : size >= 999.5 ? size.toFixed(0) : size.toPrecision(3);
  return (value < 0 ? '−' : '') + text;
}
