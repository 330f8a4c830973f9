// The pad: strokes that survive turning the phone, and the same bounds for a signature that the server holds.

import { page } from "./page.js";

export class Strokes {
  constructor(canvas, onInk) {
    this.canvas = canvas;
    this.pad = new SignaturePad(canvas, { minWidth: 1.2, maxWidth: 3.2, penColor: "#1B1F24" });
    this.pad.addEventListener("beginStroke", onInk);
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  // A canvas forgets its picture when its size changes: draw the strokes again, smaller if the pad became narrower.
  fit() {
    const { width, height } = this.canvas.getBoundingClientRect();
    const scale = this.width ? Math.min(1, width / this.width, height / this.height) : 1;
    const strokes = this.pad.toData().map((stroke) => ({
      ...stroke,
      points: stroke.points.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })),
    }));
    const dense = Math.max(1, window.devicePixelRatio);
    this.canvas.width = width * dense;
    this.canvas.height = height * dense;
    this.canvas.getContext("2d").scale(dense, dense);
    this.pad.clear();
    this.pad.fromData(strokes);
    [this.width, this.height] = [width, height];
  }

  clear() {
    this.pad.clear();
  }

  // Words of what is wrong, or "".
  fault() {
    const strokes = this.pad.toData();
    const points = strokes.reduce((sum, stroke) => sum + stroke.points.length, 0);
    const length = strokes.reduce((sum, stroke) => sum + inked(stroke.points), 0);
    const bounds = page.signature;
    if (points === 0) return bounds.blank;
    if (points < bounds.points || length < bounds.length) return bounds.dot;
    return "";
  }

  toData() {
    return { strokes: this.pad.toData(), png: this.pad.toDataURL("image/png") };
  }
}

function inked(points) {
  return points.slice(1).reduce((sum, point, index) => sum + Math.hypot(point.x - points[index].x, point.y - points[index].y), 0);
}
