// The line that says where the phone is; a fix of the last minute is good enough to be sent.

import { element } from "./page.js";
import { position } from "./bridge.js";

const FRESH_MS = 60000;
const LOST = { denied: "手机没有给定位。", unavailable: "没有拿到定位。" };
let place = null;

export async function locate() {
  element("place-words").textContent = "正在定位…";
  element("place").className = "place";
  place = await position();
  const found = place.state === "ok";
  element("place-words").textContent = found ? `已定位，误差约 ${Math.round(place.accuracy_m)} 米` : LOST[place.state];
  element("place").className = `place tone-${found ? "done" : "caution"}`;
  return place;
}

export async function here() {
  const age = place?.state === "ok" ? Date.now() - place.taken_at_ms : Infinity;
  return age < FRESH_MS ? { ...place, age_s: age / 1000 } : locate();
}
