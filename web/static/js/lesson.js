// A lesson: counts the time in which it is before somebody's eyes, tells the house how far he has come, and goes on where
// it was left.

import { act, bar, busy, element, finish, page, say, unheard, watchSignal, worded } from "./page.js";
import { device } from "./device.js";
import { aloud, larger } from "./aloud.js";
import { film } from "./film.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号。看过的先记在这一页，有信号后再点一次。";
const BEAT_MS = 15000;
const COUNT_MS = 1000;
// A longer gap between two counts was no reading: the phone slept, or held the page back.
const GAP_S = 5;
const lesson = element("lesson");
const parts = [...document.querySelectorAll("[data-part]")];
const least = Number(lesson.dataset.least);
const shownFilm = film();
const hush = aloud(parts.map((part) => [part, part.querySelector("[data-shown]")]));
larger(lesson);
let counted = Number(lesson.dataset.seconds);
let fresh = 0;
let at = Number(lesson.dataset.at);
let last = performance.now();
let seen = inSight();
// For the questions: the page is its own receipt by then.
let left = false;

function inSight() {
  return document.visibilityState === "visible";
}

// What has gone by since the last count counts where the page was in sight all the while, until it is left for the
// questions.
function count() {
  if (left) return;
  const now = performance.now();
  const gone = (now - last) / 1000;
  if (seen && gone <= GAP_S) fresh += gone;
  last = now;
  seen = inSight();
  const wanted = Math.max(0, least - counted - fresh);
  element("left").textContent = wanted > 0 ? `再看 ${still(wanted)}，就能答题。` : at < parts.length ? "往下看到底，就能答题。" : "可以答题了。";
  element("spent").value = Math.min(least, counted + fresh);
  element("learned").classList.toggle("main", wanted === 0 && at >= parts.length);
}

const still = (seconds) => (seconds > 60 ? `${Math.ceil(seconds / 60)} 分钟` : `${Math.ceil(seconds / 10) * 10} 秒`);

let telling = false;

async function beat() {
  if (left || telling) return;
  telling = true;
  count();
  const seconds = Math.floor(fresh);
  const told = await act("training.beat", { at, seconds, ...shownFilm.watched() });
  if (!told.offline && told.ok !== false) heard(seconds);
  telling = false;
}

// What was told is taken off only once the house has it, and only once where two told the same.
function heard(seconds) {
  const whole = Math.min(seconds, Math.floor(fresh));
  fresh -= whole;
  counted += whole;
}

// A beat that the network still holds is not waited for: its seconds are told again, and the house never counts more
// than has gone by.
async function learned() {
  count();
  const seconds = Math.floor(fresh);
  const answer = await act("training.learned", {
    shown: page.shown,
    at,
    seconds,
    ...shownFilm.watched(),
    device: device(),
  });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "done") {
    hush();
    left = true;
    finish(answer, "学完了");
    return;
  }
  heard(seconds);
  // What is still to be read is said at the button: whoever taps too early stays where he was.
  if (answer.tone === "caution") bar(worded(answer));
  else say(answer);
}

const watch = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) at = Math.max(at, Number(entry.target.dataset.part));
}, { threshold: 0.3 });
parts.forEach((part) => watch.observe(part));
if (at > 1) parts[Math.min(at, parts.length) - 1]?.scrollIntoView({ block: "center" });
element("learned").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", learned));
document.addEventListener("visibilitychange", () => {
  count();
  if (!inSight()) {
    hush();
    beat();
  }
});
setInterval(count, COUNT_MS);
setInterval(() => { if (inSight()) beat(); }, BEAT_MS);
count();
beat();
watchSignal(NO_SIGNAL);
