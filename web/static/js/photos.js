// Several pictures for one act: each is brought to the house as soon as it is taken, and can be taken away again until the
// act is sent. One that is taken without signal waits in the page and is brought when there is signal.

import { Told } from "./page.js";
import { opens } from "./camera.js";
import { ghost } from "./ghost.js";
import { make } from "./make.js";
import { markOn, outline } from "./mark.js";
import { beReady, carry, prepare, sentAs, Unsent } from "./picture.js";

export const FROM_CHAT = "聊天里发来的照片";
const UNSENT = "没有信号，传不上去。有信号后请再选一次，会接着传。";
const WAITS = "等信号";
const HERE = "没有信号，照片先留在这一页，有信号就自己传。别关这一页。";
const EVERY_MS = 30000;
// By its row, each picture that waits: `{body, told}` as `prepare` made it.
const waiting = new Map();
let running = null;

// The numbers under which the house has this part's pictures.
export function photosOf(part) {
  const boxes = part.matches?.("[data-photos]") ? [part] : part.querySelectorAll("[data-photos]");
  return [...boxes].flatMap((box) => [...rows(box)]).map((row) => row.dataset.number);
}

// Where it is: `{photo, left, top, width, height}` with the place of the photo in `photosOf`; null when nobody marked it.
export function markOf(part) {
  const at = [...part.querySelectorAll("[data-photos] li")].findIndex((row) => row.dataset.region);
  return at < 0 ? null : { photo: at, ...JSON.parse(part.querySelectorAll("[data-photos] li")[at].dataset.region) };
}

// take: what is done with a file; gives `{number}`, or `{hash}` where it stays in the phone for now, with `gone` for when
// it is taken away again. Throws Told.
export function photos(take = brought) {
  if (take === brought) bringLater();
  for (const box of document.querySelectorAll("[data-photos]")) {
    for (const number of JSON.parse(box.dataset.uploads)) add(box, { number }, FROM_CHAT);
    for (const input of box.querySelectorAll('input[type="file"]')) {
      opens(input, (files, way) => bringAll(box, files, way, take));
    }
    const over = box.querySelector("[data-ghost]");
    // Whoever looks sees it first, because it shows the same from the same spot.
    if (over) ghost(over, (file, way) => bringAll(box, [file], way, take, true));
  }
}

// One after the other, each with its word.
async function bringAll(box, files, way, take, first = false) {
  const failed = [];
  for (const [number, file] of files.entries()) {
    const told = `正在传 ${files.length > 1 ? `${number + 1}/${files.length} ` : ""}${file.name}`;
    tell(box, `${told}，别关这一页…`);
    if (rows(box).length >= Number(box.dataset.most)) {
      failed.push(`${file.name}：最多 ${box.dataset.most} 张`);
      continue;
    }
    try {
      const found = await take(file, way, (percent) => tell(box, `${told} ${percent}%，别关这一页…`), box);
      const row = add(box, found, file.name, sentAs.get(file));
      if (found.later) wait(row, found.later);
      if (first) row.parentElement.prepend(row);
    } catch (error) {
      if (!(error instanceof Told)) throw error;
      failed.push(`${file.name}：${error instanceof Unsent && !error.answered ? UNSENT : error.message}`);
    }
  }
  tell(box, [...failed, ...(waits(box) ? [HERE] : [])].join("\n"));
}

async function brought(file, way, tell) {
  const later = await prepare(file, way);
  if (!navigator.onLine) return { later };
  try {
    return { number: await carry(later.body, later.told, tell) };
  } catch (error) {
    if (!(error instanceof Unsent) || error.answered) throw error;
    return { later };
  }
}

function wait(row, later) {
  waiting.set(row, later);
  nameOf(row).append(make("small", WAITS, "quiet waits"));
}

const rowsThatWait = (part) => [...waiting.keys()].filter((row) => row.isConnected && part.contains(row));
const waits = (part) => rowsThatWait(part).length > 0;

// Whether a picture waits anywhere in the page: then it must not open itself anew.
export const isWaiting = () => waits(document);

function bringLater() {
  beReady();
  window.addEventListener("online", bringAllThatWait);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) bringAllThatWait(); });
  setInterval(bringAllThatWait, EVERY_MS);
}

async function bringAllThatWait() {
  if (!navigator.onLine) return;
  running ??= inTurn().finally(() => { running = null; });
  await running;
}

async function inTurn() {
  for (const row of rowsThatWait(document)) {
    const box = row.closest("[data-photos]");
    const { body, told } = waiting.get(row);
    try {
      row.dataset.number = await carry(body, told);
      row.querySelector(".waits").remove();
    } catch (error) {
      if (!(error instanceof Told)) throw error;
      if (error instanceof Unsent) return;
      // The house says what is wrong with it.
      row.querySelector(".waits").remove();
      tell(box, `${nameOf(row).textContent}：${error.message}`);
      row.remove();
    }
    waiting.delete(row);
    count(box);
    if (row.isConnected && !waits(box)) tell(box, "");
  }
}

// Before the part is sent: what waits in it is brought. Throws Told while it can't be.
export async function arrived(part) {
  if (waits(part)) await bringAllThatWait();
  const left = rowsThatWait(part).length;
  if (left) throw new Told(`还有 ${left} 张照片在等信号，还没有发。有信号后再点一次；急事请当面喊。`);
}

const nameOf = (row) => row.querySelector(":scope > span:not(.marked)");
const rows = (box) => box.querySelectorAll("li");

export function add(box, { number = "", hash = "", gone = () => {} }, name, picture) {
  const row = make("li", "", "spread");
  Object.assign(row.dataset, { number, hash });
  const remove = make("button", "删掉", "button");
  remove.type = "button";
  remove.addEventListener("click", () => { row.remove(); count(box); gone(); });
  row.append(...(picture ? [thumbnail(picture)] : []), make("span", name), remove);
  if (picture && "markable" in box.dataset) row.append(marker(row));
  box.querySelector("ul").append(row);
  count(box);
  return row;
}

// What a draft keeps of a box: the pictures that the house has.
export const kept = (box) => [...rows(box)].filter(({ dataset }) => dataset.number).map((row) => ({ number: row.dataset.number, name: nameOf(row).textContent }));

// Takes one picture out of its box; what it was kept for stays as it is.
export function takeOut(box, hash) {
  box.querySelector(`li[data-hash="${hash}"]`)?.remove();
  count(box);
}

// Takes every picture out of the form.
export function clearPhotos(box) {
  box.querySelector("ul").replaceChildren();
  count(box);
  tell(box, "");
}

// Beside a picture that this phone can show. Of all photos one has the region.
function marker(row) {
  const button = make("button", "框出隐患", "button");
  button.type = "button";
  const frame = row.querySelector(".marked");
  button.addEventListener("click", () => {
    const before = row.dataset.region ? JSON.parse(row.dataset.region) : null;
    markOn(frame.querySelector("img").src, before, (region) => {
      for (const other of row.parentElement.querySelectorAll("li[data-region]")) {
        delete other.dataset.region;
        outline(other.querySelector(".marked"), null);
      }
      row.dataset.region = JSON.stringify(region);
      outline(frame, region);
      return "";
    });
  });
  return button;
}

// A picture that this phone can't show leaves its name alone.
function thumbnail(picture) {
  const frame = make("span", "", "marked");
  const shown = Object.assign(make("img", "", "thumbnail"), { alt: "", src: URL.createObjectURL(picture) });
  shown.addEventListener("error", () => frame.remove());
  frame.append(shown);
  return frame;
}

// The hidden field is what the form looks at.
function count(box) {
  box.querySelector('input[type="hidden"]').value = rows(box).length ? "1" : "";
  box.dispatchEvent(new Event("photos", { bubbles: true }));
}

function tell(box, text) {
  box.querySelector(".told").textContent = text;
}
