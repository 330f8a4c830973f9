// Where the phone is, and the line that says so. A fix is sent once, and only while it is new: whoever was too far away
// and has come closer presses again, and is looked for again.

import { element } from "./page.js";
import { lookAt, position } from "./bridge.js";

const FRESH_MS = 5000;
const PATIENCE_MS = 2000;
const LOST = { denied: "手机没有给定位。", unavailable: "没有拿到定位。" };
let place = null;
let lookedAt = 0;
let looking = null;

// One look at a time.
export function look() {
  looking ??= found().finally(() => { looking = null; });
  return looking;
}

// `data-lost` of the line: what else to say when there is no fix.
async function found() {
  const [line, words] = [element("place"), element("place-words")];
  words.textContent = "正在定位…";
  line.className = "place";
  lookedAt = Date.now();
  place = await position();
  const ok = place.state === "ok";
  const lost = LOST[place.state] + (line.dataset.lost ?? "") + lookAt();
  words.textContent = ok ? `已定位，误差约 ${Math.round(place.accuracy_m)} 米` : lost;
  line.className = `place tone-${ok ? "done" : "caution"}`;
  return place;
}

// On pages whose act counts only at the site: what the house said before may be of another place.
export async function locate() {
  const fix = await look();
  if (fix.state === "ok") element("answer").hidden = true;
  return fix;
}

const ageMs = () => (place?.state === "ok" ? Date.now() - place.taken_at_ms : Infinity);
const taken = () => ({ ...place, age_s: ageMs() / 1000 });

export async function here() {
  const fix = ageMs() < FRESH_MS ? taken() : await locate();
  place = null;
  return fix;
}

// For what may not wait: the last fix, however old it is, or whatever is there within two seconds.
export async function atOnce() {
  if (place?.state === "ok") return taken();
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, { state: "unavailable" }); });
  return Promise.race([look(), late]);
}

// Looks again while somebody fills in the page, so that at the end the fix is new.
export function keepLooking(form) {
  form.addEventListener("input", () => { if (Date.now() - lookedAt > FRESH_MS) look(); });
  look();
}
