// A drill in 3D: begins it, shows what is to be decided, sends what was decided, and changes the scene as the house says.
// The 3D itself is fetched only where the phone can draw it.

import { act, busy, element, finish, page, refused, unheard, watchSignal } from "./page.js";
import { countdown } from "./countdown.js";
import { make } from "./make.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号，还没有定。有信号后马上再点。";
const TURN = Math.PI / 6;
const drill = element("drill");
const names = JSON.parse(drill.dataset.things);
let place = null;
let now = JSON.parse(drill.dataset.now);
let stop = () => {};
let asked = "";

const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));

async function open() {
  const { world } = await import("./scene_world.js");
  element("view").hidden = false;
  element("before").hidden = true;
  place = world(element("canvas"), { kind: drill.dataset.kind, lee: drill.dataset.lee, names }, pick);
  await place.headset(element("headset"), (letter) => decide(letter));
  place.start();
}

// What the house says the drill shows now.
function show(state) {
  now = state;
  stop();
  place?.show(state);
  if (state.at === undefined) return;
  element("start").hidden = true;
  element("ask").hidden = false;
  element("here").hidden = true;
  element("situation").textContent = `第 ${state.place} 步：${state.text}`;
  element("options").replaceChildren(...state.options.map(button));
  // Whoever has scrolled down to an option sees the scene and the next question, not what is below them.
  if (asked !== state.at) window.scrollTo(0, 0);
  asked = drill.dataset.at = state.at;
  stop = countdown(state.left, state.pace, (left) => {
    element("clock").textContent = left > 0 ? `剩 ${left} 秒` : "时间到了";
  }, () => decide(""));
}

function button(option) {
  const own = make("button", option.text, "wide option");
  own.type = "button";
  own.dataset.letter = option.letter;
  own.addEventListener("click", () => busy(own, "正在发送…", () => decide(option.letter)));
  return own;
}

// A tap on a thing names what may be done there.
function pick(thing) {
  const here = (now.options ?? []).filter((option) => option.thing === thing);
  if (!here.length) return;
  element("here-name").textContent = names[thing];
  element("here-options").replaceChildren(...here.map(button));
  element("here").hidden = false;
}

async function decide(letter) {
  const at = asked;
  const answer = await act("drill.decide", { shown: page.shown, at, letter }, { about: at });
  if (unheard(answer, NO_SIGNAL)) return again(letter, at);
  if (!answer.stands) return refused(answer);
  element("told").textContent = `刚才：${answer.words}`;
  if (answer.stands.over) return over(answer);
  show(answer.stands);
}

// When the time was up and nobody answered, the page asks again: the house's clock goes on by itself.
function again(letter, at) {
  if (letter === "") setTimeout(() => { if (asked === at) decide(""); }, 3000);
}

function over(answer) {
  stop();
  place?.stop();
  finish({ ...answer, tone: "info", words: `${answer.words} 演练完：${answer.stands.word}` }, "演练完");
}

async function begin(way) {
  const slow = element("slow").checked;
  const answer = await act("drill.begin", { shown: page.shown, way, slow });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone !== "done" && answer.tone !== "info") return refused(answer);
  if (way === "cards") return finish(answer, "用卡片练");
  if (!place) await open();
  show(answer.stands);
}

element("begin").addEventListener("click", (event) => busy(event.currentTarget, "正在打开…", () => begin("scene")));
element("cards").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", () => begin("cards")));
element("left").addEventListener("click", () => place?.turn(TURN));
element("right").addEventListener("click", () => place?.turn(-TURN));
element("away").addEventListener("click", () => { element("here").hidden = true; });
if (!canDraw()) {
  element("flat").hidden = false;
  element("begin").hidden = true;
  element("slow").closest("label").hidden = true;
}
if (drill.dataset.begun === "true") {
  if (canDraw()) await open();
  show(now);
}
watchSignal(NO_SIGNAL);
