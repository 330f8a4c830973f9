// Where in a photo the hazard is: one drag of a finger over the photo. Nobody has to.
// A region is `{left, top, width, height}` in thousandths of the photo's width and height.

import { act, busy, page, worded } from "./page.js";
import { make } from "./make.js";

const WHOLE = 1000;
const LEAST = 20;
// Above this share of the photo the comparison sees less.
const WIDE = 0.15;
const SVG = "http://www.w3.org/2000/svg";
const TODO = "手指从一角拖到另一角。框紧一点，看得更准。";
const LARGE = "框得有点大。还能再拖一次，框紧一点。";
const SMALL = "框得太小了，再拖一次。";
const GOOD = "框好了。不满意就再拖一次。";
const NO_SIGNAL = "没有信号，没有记。有信号后再点一次。";

// Lays the region over a picture; `frame` is positioned.
export function outline(frame, region) {
  frame.querySelector("svg")?.remove();
  if (!region) return;
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", `0 0 ${WHOLE} ${WHOLE}`);
  drawing.setAttribute("preserveAspectRatio", "none");
  for (const look of ["under", "over"]) {
    const box = document.createElementNS(SVG, "rect");
    const { left: x, top: y, width, height } = region;
    for (const [name, value] of Object.entries({ x, y, width, height })) box.setAttribute(name, value);
    box.setAttribute("class", look);
    drawing.append(box);
  }
  frame.append(drawing);
}

// Shows the picture over the whole screen; gives what was marked, or null when the person went back.
// use: does the work with the region; the words that it gives keep the sheet open.
export function markOn(source, before, use) {
  const sheet = make("dialog", "", "sheet marking");
  const head = make("div", "", "sheet-head");
  const told = make("p", TODO, "quiet");
  told.setAttribute("role", "status");
  head.append(make("h2", "框出隐患在哪里"), told);
  const body = make("div", "", "sheet-body");
  const frame = make("div", "", "marked");
  const shown = Object.assign(make("img", "", ""), { src: source, alt: "要框的照片", draggable: false });
  frame.append(shown);
  body.append(frame);
  const foot = make("div", "", "sheet-foot");
  const row = make("div", "", "spread");
  const back = make("button", "不框", "button");
  const good = make("button", "就框这里", "main");
  back.type = good.type = "button";
  row.append(back, good);
  foot.append(row);
  sheet.append(head, body, foot);
  let region = before;
  const show = (words = TODO) => { outline(frame, region); good.disabled = !region; told.textContent = words; };
  drags(frame, (found) => { region = found; show(said(found)); }, () => { region = null; show(SMALL); });
  back.addEventListener("click", () => sheet.close());
  good.addEventListener("click", () => busy(good, "正在记…", async () => {
    const wrong = await use(region);
    if (wrong) told.textContent = wrong;
    else sheet.close();
  }));
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  show();
  sheet.showModal();
}

const said = ({ width, height }) => (width * height > WIDE * WHOLE * WHOLE ? LARGE : GOOD);

// One drag is one region; the last one counts.
function drags(frame, found, small) {
  let from = null;
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    return { x: part(event.clientX - box.left, box.width), y: part(event.clientY - box.top, box.height) };
  };
  frame.addEventListener("pointerdown", (event) => { from = at(event); frame.setPointerCapture(event.pointerId); event.preventDefault(); });
  frame.addEventListener("pointermove", (event) => { if (from) outline(frame, between(from, at(event))); });
  frame.addEventListener("pointercancel", () => { from = null; });
  frame.addEventListener("pointerup", (event) => {
    if (!from) return;
    const region = between(from, at(event));
    from = null;
    if (Math.min(region.width, region.height) < LEAST) small();
    else found(region);
  });
}

const part = (length, whole) => Math.max(0, Math.min(WHOLE, Math.round((WHOLE * length) / whole)));

function between(one, other) {
  const [left, top] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  return { left, top, width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) };
}

// The buttons beside photos that the house has: what is marked there is told at once.
// done: what follows then.
export function marks(done = () => {}) {
  for (const button of document.querySelectorAll("[data-mark]")) {
    const frame = button.closest("figure").querySelector(".marked");
    button.addEventListener("click", () => {
      markOn(frame.querySelector("img").src, JSON.parse(button.dataset.region), async (region) => {
        const answer = await act("hazard.mark", { shown: page.shown, of: button.dataset.mark, region });
        if (answer.tone !== "done") return worded(answer) || NO_SIGNAL;
        for (const other of document.querySelectorAll("[data-mark]")) redraw(other, other === button ? region : null);
        done();
        return "";
      });
    });
  }
}

// Of all photos one has the region.
function redraw(button, region) {
  outline(button.closest("figure").querySelector(".marked"), region);
  button.dataset.region = JSON.stringify(region);
  button.textContent = region ? "重新框" : "框出隐患（可以不框）";
}
