/* Where a phone says that it is: what pages get when they ask for the position. */
import { el, keys } from "./dom.js";

const FAR_DEGREES = 0.02;
const SAME_DEGREES = 0.00002;
const CHOICES = [
  ["here", "在现场"],
  ["far", "离得远"],
  ["denied", "不给定位"],
  ["stale", "定位过期"],
];

/**
 * The four keys, and a list of the places where the phone may stand; `moved(position)` is called with what the control
 * API wants. `home` is where the person works.
 */
export function placeKeys(home, places, moved) {
  let site = home;
  const known = typeof home?.latitude === "number";
  const { buttons, press } = keys(CHOICES, (choice) => moved(position(choice, site)));
  for (const [i, [choice]] of CHOICES.entries()) {
    if (choice === "denied" || known) continue;
    buttons[i].disabled = true;
    buttons[i].title = "配置里没有这个人的现场位置";
  }
  const options = places.map(({ name }) => el("option", { value: name }, name));
  const stand = (name) => moved(position("here", (site = places.find((place) => place.name === name))));
  const list = el("select", { onchange: (event) => stand(event.target.value) }, options);
  const at = (position) => places.find((place) => away(position, place) < SAME_DEGREES);
  const show = (now) => {
    site = at(now) ?? site;
    list.value = at(site ?? {})?.name ?? "";
    press(known || now.mode === "denied" ? chosen(now, site) : "");
  };
  return { buttons, list: places.length ? el("label", { className: "stand" }, "站在", list) : "", show };
}

function position(choice, site) {
  if (choice === "denied") return { mode: "denied" };
  const mode = choice === "stale" ? "stale" : "ok";
  const latitude = site.latitude + (choice === "far" ? FAR_DEGREES : 0);
  return { mode, latitude, longitude: site.longitude, accuracy: site.accuracy ?? 8 };
}

function chosen(now, site) {
  if (now.mode !== "ok") return now.mode;
  return away(now, site) < FAR_DEGREES / 2 ? "here" : "far";
}

const away = (one, other) => Math.hypot(one.latitude - other.latitude, one.longitude - other.longitude);
