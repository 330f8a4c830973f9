// The request form: chooses what it can by itself, keeps a draft on the phone, and sends it once.

import { act, bar, busy, element, finish, page, post, refused, unheard, watchSignal } from "./page.js";
import { position } from "./bridge.js";
import { attachments } from "./attach.js";
import { draft, fill } from "./draft.js";
import { clear, mark, wrong } from "./faults.js";
import { fit, ownLevel, showOutlook } from "./request_fit.js";
import { checkAll, names, people, picked, put } from "./people.js";
import { chosen, endsAt, field, form, read, startsAt } from "./request_read.js";

const BUTTON = element("confirm").textContent;
const NO_SIGNAL = `没有信号。填的都存在这部手机里，有信号后再点「${BUTTON}」。`;
const PAUSE_MS = 400;
// What an address of a page may name (web/h5/target.py).
const MOST_OF_A_THING = 24;
const kept = draft(`anhao:request:${page.platform}:${page.ask}`, form, { names, put });
let place = {};
let pause = 0;
let round = 0;

// Asked again after each pause in filling in; an answer that was overtaken is dropped.
function lookAhead() {
  clearTimeout(pause);
  pause = setTimeout(async () => {
    const mine = (round += 1);
    const seen = await post("/h5/outlook", { ...read(place), own: page.own, level: "", own_level: ownLevel(), coordinator: picked("coordinator") });
    if (mine !== round || !seen.ok) return;
    showOutlook(seen);
    fit();
    // The house has chosen it meanwhile.
    if (chosen("level")) clear(chosen("level").closest("[data-label]"));
  }, PAUSE_MS);
}

// The page is about to become its own receipt, without the places that an answer would fill.
function lookNoMore() {
  clearTimeout(pause);
  round += 1;
}

// The house finds the level by what the job is: while a number of that can't be meant, nobody is asked to choose one.
function lacks() {
  const faults = wrong(form);
  const guessing = faults.some(({ box, empty }) => box.dataset.kind === "number" && !empty);
  return faults.filter(({ box }) => !(guessing && box.querySelector('[name="level"]')));
}

function summed(faults) {
  const named = (word, found) => (found.length ? [`${word}：${found.map(({ box }) => box.dataset.label).join("、")}`] : []);
  const [empty, bad] = [faults.filter((each) => each.empty), faults.filter((each) => !each.empty)];
  return [...named("要改", bad), ...named("还差", empty)].join("；");
}

async function send() {
  const faults = lacks();
  if (faults.length) {
    bar(`${summed(faults)}。补上再点「${BUTTON}」。`);
    mark(faults);
    return;
  }
  const answer = await act(page.act, read(place));
  if (unheard(answer, NO_SIGNAL)) return;
  if (!answer.ok) {
    refused(answer, form);
    return;
  }
  mark([]);
  kept.forget();
  lookNoMore();
  // What was handed in before, or is nobody's to hand in any more, has no button for it.
  finish(answer, answer.tone === "caution" ? "这次没有交" : "已交");
}

async function locate() {
  place = await position();
  const found = await post("/h5/where", place);
  const own = field("area").value;
  element("area-words").textContent = own && own !== found.area ? "" : found.words || "没有拿到定位，请自己选区域";
  if (found.area && !field("area").value) {
    field("area").value = found.area;
    checkAll();
  }
  fit();
  lookAhead();
}

form.addEventListener("input", () => { fit(); lookAhead(); bar(kept.save() ? "已存在这部手机里" : "", true); });
element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", send));
// Whoever asks that somebody be let in has said for which area.
element("let-in")?.addEventListener("click", ({ currentTarget }) => {
  const [way, request] = currentTarget.href.match(/^(.*\/letask\/)(\d+)(?:-.*)?$/)?.slice(1) ?? [];
  const thing = `${request}-${field("area").value}`;
  if (way && field("area").value && thing.length <= MOST_OF_A_THING) currentTarget.href = way + thing;
});
// What was said of the place is said of another area.
field("area").addEventListener("change", () => { element("area-words").textContent = ""; });
for (const name of ["area", "starts_at"]) field(name).addEventListener("change", checkAll);
watchSignal(NO_SIGNAL);
people(() => ({ area: field("area").value, contractor: chosen("contractor").value === "yes", starts_at: startsAt(), ends_at: endsAt() }));
if (!kept.restore() && page.filled.length) {
  fill(form, page.filled);
  put(page.filled, page.names);
}
attachments(form);
fit();
locate();
