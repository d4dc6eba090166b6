// Strokes on a canvas.
/** @import { Stroke } from './strokes.js' */
import { penOf } from '../shared/dom.js';
import { UNIT } from './strokes.js';

/**
 * Quadratic curves from midpoint to midpoint, bent by the points between them: no corners.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {Stroke} stroke
 */
function trace(pen, stroke) {
  const [width, x0, y0] = stroke;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(x0, y0);
  if (stroke.length === 3) pen.lineTo(x0, y0 + 0.01); // a tap is a dot
  let at = 3;
  for (; at < stroke.length - 2; at += 2) {
    const [x, y, nextX, nextY] = stroke.slice(at, at + 4);
    pen.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  if (at < stroke.length) pen.lineTo(stroke[at], stroke[at + 1]);
  pen.stroke();
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Stroke[]} strokes
 * @param {string} paper
 * @param {string} ink
 */
export function draw(canvas, strokes, paper, ink) {
  const pen = penOf(canvas);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(canvas.width / UNIT, canvas.height / UNIT);
  pen.strokeStyle = ink;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  for (const stroke of strokes) trace(pen, stroke);
  return pen;
}
