// ---- Where maps lie: as large as fits in one view of the page, cells whole pixels if they can be.

const GAP = 7, ROOM = 760, LARGEST = 200, LARGEST_ALONE = 320, SMALLEST = 26, SMALLEST_NAMED = 76;
const LINE = 16, MOST_PIXELS = 16e6;  // of a canvas; phones refuse more
const DARKENED = .6;

// What a tile shows, and where on it cells begin and the last one ends: the map, a unit a cell; in
// an overlay the image, each of its pixels under the cell whose middle is nearest.
function unitsOf({ overlay, image, area, rows, columns }) {
  const [height, width] = overlay ? image : [rows, columns];
  const edges = (count, size) => Array.from({ length: count + 1 }, (_, at) => {
    if (!overlay || !area) return at * size / count;
    return at === 0 ? 0 : at === count ? size : Math.min(size, Math.max(0, area[0] + at * area[1]));
  });
  return { width, height, tops: edges(rows, height), lefts: edges(columns, width) };
}

// Candidate sizes of one unit in pixels of the screen, large to small.
function scales(units, most, least, whole) {
  const size = Math.max(units.width, units.height), found = [];
  for (let k = Math.floor(most / size); k >= 1 && whole; k--) if (k * size >= least) found.push(k);
  if (found.length) return found;
  for (let side = most; side >= least; side *= .92) found.push(side / size);
  return found;
}

function layOut(packet, width, density) {
  const units = unitsOf(packet), count = packet.channels.length;
  const lines = packet.captions
    ? Math.max(...packet.captions.map(text => text.split('\n').length)) : 0;
  const px = length => Math.round(length * density);
  const gap = px(GAP), caption = lines ? px(LINE * lines + 2) : 0, edge = px(4);
  const wide = px(width) - 2 * edge;
  const least = Math.min(wide, px(lines ? SMALLEST_NAMED : SMALLEST));
  const wanted = Math.min(packet.across ?? Infinity, count,
    Math.max(1, Math.floor((wide + gap) / (least + gap))));
  let most = Math.min(wide, px(count === 1 ? LARGEST_ALONE : LARGEST));
  if (packet.across) most = Math.min(most, Math.floor((wide + gap) / wanted) - gap);
  const at = unit => {
    const tile = [Math.round(units.height * unit), Math.round(units.width * unit)];
    const across = Math.max(1, Math.min(packet.across ?? count, count,
      Math.floor((wide + gap) / (tile[1] + gap))));
    const pitch = [tile[0] + caption + gap, tile[1] + gap];
    return { unit, tile, across, pitch, height: Math.ceil(count / across) * pitch[0] };
  };
  const all = scales(units, Math.max(most, least), least, !packet.overlay).map(at);
  const best = all.find(({ height }) => height <= px(ROOM)) ?? all.at(-1);
  return { ...best, units, density, edge, lines, gap,
    height: best.height - gap + 2 * edge, width: px(width),
    corner: tile => [edge + Math.floor(tile / best.across) * best.pitch[0],
      edge + tile % best.across * best.pitch[1]] };
}

// The box of a cell in pixels of the canvas: [top, left, height, width].
function cellBox(layout, { tile, row, column }) {
  const { units: { tops, lefts }, unit } = layout, [top, left] = layout.corner(tile);
  return [top + tops[row] * unit, left + lefts[column] * unit,
    (tops[row + 1] - tops[row]) * unit, (lefts[column + 1] - lefts[column]) * unit];
}

// The cell under a point of the canvas, or null between and beside the maps.
function cellAt(layout, packet, y, x) {
  const { edge, pitch, tile, across, unit, units: { tops, lefts } } = layout;
  const line = Math.floor((y - edge) / pitch[0]), place = Math.floor((x - edge) / pitch[1]);
  const index = line * across + place;
  if (line < 0 || place < 0 || place >= across || index >= packet.channels.length) return null;
  const inside = [y - edge - line * pitch[0], x - edge - place * pitch[1]];
  if (inside[0] >= tile[0] || inside[1] >= tile[1]) return null;
  const at = (edges, place) => edges.slice(0, -1).findLastIndex(begin => begin <= place / unit);
  return { tile: index, row: at(tops, inside[0]), column: at(lefts, inside[1]) };
}

function paintMaps(canvas, { packet, layout, atlas, image, mask }) {
  const { height, width, density, tile, unit } = layout, { rows, columns, overlay } = packet;
  const fine = Math.min(1, Math.sqrt(MOST_PIXELS / (height * width)));
  canvas.width = Math.floor(width * fine);
  canvas.height = Math.floor(height * fine);
  canvas.style.height = `${height / density}px`;
  const pen = canvas.getContext('2d');
  pen.scale(fine, fine);
  const dimmed = new Set(packet.dimmed);
  packet.channels.forEach((channel, index) => {
    const [top, left] = layout.corner(index);
    pen.save();
    pen.beginPath();
    pen.rect(left, top, tile[1], tile[0]);
    pen.strokeStyle = '#80808080';
    pen.lineWidth = 2;
    pen.stroke();  // half of it outside: zero is near the page's colour where that is dark
    pen.clip();
    pen.clearRect(left, top, tile[1], tile[0]);
    pen.globalAlpha = dimmed.has(channel) ? .2 : 1;
    pen.imageSmoothingEnabled = unit < 1;
    if (overlay) paintOver(pen, { packet, layout, atlas, image }, index);
    else pen.drawImage(atlas.canvas, ...atlas.place(index), columns, rows, left, top, tile[1], tile[0]);
    if (mask) paintMask(pen, layout, packet, mask, index);
    pen.restore();
  });
}

// The image, darkened so that the map stands out, and each cell where it lies on it.
function paintOver(pen, { packet: { rows, columns }, layout, atlas, image }, tile) {
  const [top, left] = layout.corner(tile), [height, width] = layout.tile;
  pen.fillRect(left, top, width, height);
  pen.globalAlpha *= DARKENED;
  pen.drawImage(image, left, top, width, height);
  pen.globalAlpha /= DARKENED;
  pen.imageSmoothingEnabled = false;
  const [x, y] = atlas.place(tile);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [y0, x0, high, wide] = cellBox(layout, { tile, row, column });
      pen.drawImage(atlas.canvas, x + column, y + row, 1, 1, x0, y0, wide, high);
    }
}

// Masked cells are covered and crossed out.
function paintMask(pen, layout, packet, mask, tile) {
  pen.fillStyle = '#000000b0';
  pen.strokeStyle = '#ffffffc0';
  pen.lineWidth = layout.density;
  mask.forEach((masked, index) => {
    if (!masked) return;
    const cell = { tile, row: Math.floor(index / packet.columns), column: index % packet.columns };
    const [top, left, height, width] = cellBox(layout, cell);
    pen.fillRect(left, top, width, height);
    pen.beginPath();
    pen.moveTo(left, top); pen.lineTo(left + width, top + height);
    pen.moveTo(left + width, top); pen.lineTo(left, top + height);
    pen.stroke();
  });
}
