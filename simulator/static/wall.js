/* The wall of phones: starts everything and passes the simulator's events on to the parts they concern. */
import { chooser } from "./chooser.js";
import { control } from "./control.js";
import { plantTime } from "./plant_time.js";
import { nameOf } from "./phone.js";
import { Stage } from "./stage.js";

const SAID_MS = 6000;
const YOURS = "按「找人」找一个要办票的人，在他手机下面点一种作业，填表，跟着卡片走。";
const PLAYING = "演示正在走：看手机上的卡片和时间。演完换你来。";
const FIRST = "先按「演示」：一张票从申请到签完，自己走一遍；演完换你来。";
const SURE = "现在的票和聊天都收起来（库收在 var/before），从头开始？";
const DOWN = "都停下了，正在把票和聊天收起来，从头开。好了这一页自己回来。";
const LOST = "和模拟器断开了，正在重连。";
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
let restarting;

/** A line at the foot of the wall: words, or an error's. */
function say(words) {
  clearTimeout(saidEnds);
  at("said").textContent = words.message || words;
  at("said").hidden = false;
  saidEnds = setTimeout(() => (at("said").hidden = true), SAID_MS);
}

async function setting() {
  const { menu, sites, places, posted, story, said, afresh, console: desk } = await control.setting();
  Object.assign(wall, { menu, sites, places, posted });
  at("story").hidden = !story;
  at("afresh").hidden = !afresh;
  at("desk").hidden = !desk;
  if (desk) Object.assign(at("console"), { href: desk, textContent: desk });
  stage.phones.forEach((phone) => phone.setMenu(menu));
  return { story, said };
}

/** Reads everything again: at the start, after a reset and after a broken connection. */
async function begin() {
  const [phones, log, now, { story, said }] = await Promise.all([control.phones(), control.log(), control.time(), setting()]);
  time.show(now);
  // Who opens the wall later reads how far the story is; where somebody has begun, there is none to play first.
  const begun = phones.some(({ messages }) => messages);
  at("hint").textContent ||= said || (story && !begun ? FIRST : YOURS);
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
  told: ({ words }) => {
    at("hint").textContent = words;
    say(words);
  },
  log: ({ entry }) => {
    stage.wire(entry);
    if (entry.call === "menu/create") setting().catch(say);
  },
};

at("find").addEventListener("click", () => people.open());
at("story").addEventListener("click", async (event) => {
  event.target.disabled = true;
  const { ok, words } = await control.story().catch((error) => ({ ok: false, words: error.message }));
  if (ok) at("hint").textContent = PLAYING;
  say(words);
  event.target.disabled = false;
});

at("afresh").addEventListener("click", async () => {
  if (!confirm(SURE)) return;
  const { ok, words } = await control.afresh().catch((error) => ({ ok: false, words: error.message }));
  if (ok) restart(words);
  say(words);
});

/** How long it takes is the machine's affair: the line says how far it is, and for how long it has been going on. */
function restart(words) {
  const begun = Date.now();
  const tell = () => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    at("hint").textContent = restarting.words + (seconds ? `已经 ${seconds} 秒。` : "");
  };
  clearInterval(restarting?.clock);
  restarting = { words, tell, clock: setInterval(tell, 1000) };
  tell();
}

/** The simulator is there again, with empty phones. */
async function back() {
  const { clock } = restarting;
  restarting = undefined;
  clearInterval(clock);
  at("hint").textContent = "";
  await begin();
  say("重新开始了：手机都空了，时间回到早上。");
}

const events = new EventSource("/control/events");
events.addEventListener("open", () => (restarting ? back() : begin()).catch(say));
events.addEventListener("error", () => {
  if (!restarting) return say(LOST);
  restarting.words = DOWN;
  restarting.tell();
});
events.addEventListener("message", ({ data }) => {
  const event = JSON.parse(data);
  HEARD[event.type]?.(event);
});
