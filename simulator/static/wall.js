/* The wall of phones: starts everything and passes the simulator's events on to the parts they concern. */
import { chooser } from "./chooser.js";
import { control } from "./control.js";
import { plantTime } from "./plant_time.js";
import { nameOf } from "./phone.js";
import { Stage } from "./stage.js";

const SAID_MS = 6000;
const at = (id) => document.getElementById(id);
const wall = {
  menu: [],
  sites: {},
  places: [],
  posted: false,
  now: () => time.now(),
  forward: () => at("forward").checked,
  change: (phone) => people.open(phone),
};
const stage = new Stage(at("stage"), at("strip"), wall);
const people = chooser(
  at("chooser"),
  () => [...stage.people.values()],
  (name, instead) => stage.bring(name, instead, true),
);
const time = plantTime(
  Object.fromEntries(["rates", "jumps", "clock", "date", "speed"].map((id) => [id, at(id)])),
  say,
);
let saidEnds;

/** A line at the foot of the wall: words, or an error's. */
function say(words) {
  clearTimeout(saidEnds);
  at("said").textContent = words.message || words;
  at("said").hidden = false;
  saidEnds = setTimeout(() => (at("said").hidden = true), SAID_MS);
}

async function setting() {
  const { menu, sites, places, posted, story } = await control.setting();
  Object.assign(wall, { menu, sites, places, posted });
  at("story").hidden = !story;
  stage.phones.forEach((phone) => phone.setMenu(menu));
}

/** Reads everything again: at the start, after a reset and after a broken connection. */
async function begin() {
  const [phones, log, now] = await Promise.all([control.phones(), control.log(), control.time(), setting()]);
  time.show(now);
  const there = stage.phones.map((phone) => phone.name);
  const asked = new URLSearchParams(location.search).get("phones")?.split(",") || [];
  stage.begin(phones, log, there.length ? there : asked);
}

const HEARD = {
  message: (event) => stage.message(nameOf(event), event.message),
  person: (event) => stage.person(nameOf(event), event),
  position: (event) => stage.position(nameOf(event), event.position),
  time: (event) => time.show(event),
  reset: () => begin().catch(say),
  log: ({ entry }) => {
    stage.wire(entry);
    if (entry.call === "menu/create") setting().catch(say);
  },
};

at("find").addEventListener("click", () => people.open());
at("story").addEventListener("click", async (event) => {
  event.target.disabled = true;
  say((await control.story().catch((error) => ({ words: error.message }))).words);
  event.target.disabled = false;
});

const events = new EventSource("/control/events");
events.addEventListener("open", () => begin().catch(say));
events.addEventListener("error", () => say("和模拟器断开了，正在重连。"));
events.addEventListener("message", ({ data }) => {
  const event = JSON.parse(data);
  HEARD[event.type]?.(event);
});
