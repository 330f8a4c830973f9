// The pad: strokes that outlive whatever becomes of the screen, and the same bounds for a signature that the server
// holds. The strokes are kept as they were written; only their drawing becomes smaller where the pad has less room.

import { clear } from "./faults.js";
import { element, page } from "./page.js";

// What a pen leaves beside the last point, so that it is not cut off.
const ROOM_PX = 8;
// A page in the background, or behind a keyboard, has a pad of no size: nothing can be drawn until it is back.
const NO_PAD_PX = 16;

export class Strokes {
  constructor(canvas, onInk) {
    this.canvas = canvas;
    this.kept = [];
    this.scale = 1;
    this.pad = new SignaturePad(canvas, { minWidth: 1.2, maxWidth: 3.2, penColor: "#1B1F24" });
    this.pad.addEventListener("beginStroke", () => { clear(element("written")); onInk(); });
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  // A canvas forgets its picture when its size changes: draw the strokes again, smaller if they don't fit any more.
  fit() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (Math.min(width, height) < NO_PAD_PX) return;
    const dense = Math.max(1, window.devicePixelRatio);
    const size = [Math.round(width * dense), Math.round(height * dense)];
    if (size[0] === this.canvas.width && size[1] === this.canvas.height) return;
    this.keep();
    [this.canvas.width, this.canvas.height] = size;
    this.canvas.getContext("2d").scale(dense, dense);
    this.scale = Math.min(1, width / this.far("x"), height / this.far("y"));
    this.pad.clear();
    this.pad.fromData(this.kept.map((stroke) => ({ ...stroke, points: stroke.points.map((point) => sized(point, this.scale)) })));
  }

  // Takes over what was drawn since, in the strokes' own pixels.
  keep() {
    this.pad.toData().forEach((stroke, index) => {
      const mine = (this.kept[index] ??= { ...stroke, points: [] });
      mine.points.push(...stroke.points.slice(mine.points.length).map((point) => sized(point, 1 / this.scale)));
    });
    return this.kept;
  }

  // How far to the right (x) or down (y) the strokes go.
  far(axis) {
    return this.kept.reduce((most, stroke) => stroke.points.reduce((far, point) => Math.max(far, point[axis] + ROOM_PX), most), 1);
  }

  clear() {
    this.kept = [];
    this.scale = 1;
    this.pad.clear();
  }

  // What is wrong with the name, to be marked at the pad.
  faults() {
    const words = this.fault();
    return words ? [{ box: element("written"), words }] : [];
  }

  // Words of what is wrong, or "".
  fault() {
    const points = this.keep().flatMap((stroke) => stroke.points);
    const length = this.kept.reduce((sum, stroke) => sum + inked(stroke.points), 0);
    const bounds = page.signature;
    if (points.length === 0) return bounds.blank;
    if (points.length < bounds.points || length < bounds.length) return bounds.dot;
    if (Math.max(spread(points, "x"), spread(points, "y")) < bounds.side) return bounds.small;
    return "";
  }

  toData() {
    return { strokes: this.keep() };
  }
}

const sized = (point, scale) => ({ ...point, x: point.x * scale, y: point.y * scale });

function inked(points) {
  return points.slice(1).reduce((sum, point, index) => sum + Math.hypot(point.x - points[index].x, point.y - points[index].y), 0);
}

function spread(points, axis) {
  const values = points.map((point) => point[axis]);
  return Math.max(...values) - Math.min(...values);
}
