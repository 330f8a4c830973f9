/* Where a phone says that it is: what pages get when they ask for the position. */
import { keys } from "./dom.js";

const FAR_DEGREES = 0.02;
const CHOICES = [
  ["here", "在现场"],
  ["far", "离得远"],
  ["denied", "不给定位"],
  ["stale", "定位过期"],
];

/** The four keys; `moved(position)` is called with what the control API wants. `site` is where the person works. */
export function placeKeys(site, moved) {
  const known = typeof site?.latitude === "number";
  const { buttons, press } = keys(CHOICES, (choice) => moved(position(choice, site)));
  for (const [i, [choice]] of CHOICES.entries()) {
    if (choice === "denied" || known) continue;
    buttons[i].disabled = true;
    buttons[i].title = "配置里没有这个人的现场位置";
  }
  return { buttons, show: (now) => press(known || now.mode === "denied" ? chosen(now, site) : "") };
}

function position(choice, site) {
  if (choice === "denied") return { mode: "denied" };
  const mode = choice === "stale" ? "stale" : "ok";
  const latitude = site.latitude + (choice === "far" ? FAR_DEGREES : 0);
  return { mode, latitude, longitude: site.longitude, accuracy: site.accuracy ?? 8 };
}

function chosen(now, site) {
  if (now.mode !== "ok") return now.mode;
  const away = Math.hypot(now.latitude - site.latitude, now.longitude - site.longitude);
  return away < FAR_DEGREES / 2 ? "here" : "far";
}
