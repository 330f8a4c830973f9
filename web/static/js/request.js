// The request form: chooses what it can by itself, keeps a draft on the phone, and sends it once.

import { act, bar, busy, element, finish, page, post, say, watchSignal } from "./page.js";
import { position } from "./bridge.js";
import { attachments } from "./attach.js";
import { draft, fill } from "./draft.js";
import { fit, showOutlook } from "./request_fit.js";
import { field, form, missing, read } from "./request_read.js";

const BUTTON = element("confirm").textContent;
const NO_SIGNAL = `没有信号。填的都存在这部手机里，有信号后再点「${BUTTON}」。`;
const PAUSE_MS = 400;
const kept = draft(`anhao:request:${page.platform}:${page.ask}`, form);
let place = {};
let pause = 0;
let round = 0;

// Asked anew after each pause in the filling in; an answer that was overtaken is dropped.
function lookAhead() {
  clearTimeout(pause);
  pause = setTimeout(async () => {
    const mine = (round += 1);
    const seen = await post("/h5/outlook", { ...read(place), own: page.own, level: "" });
    if (mine !== round || !seen.ok) return;
    showOutlook(seen);
    fit();
  }, PAUSE_MS);
}

async function send() {
  const names = missing();
  if (names.length) {
    bar(`还差：${names.join("、")}。补上再点「${BUTTON}」。`);
    form.querySelector(`[data-label="${names[0]}"]`)?.scrollIntoView({ block: "center" });
    return;
  }
  const answer = await act(page.act, read(place));
  bar(answer.offline ? NO_SIGNAL : "");
  if (answer.offline) return;
  if (!answer.ok || answer.tone === "caution") {
    say(answer);
    return;
  }
  kept.forget();
  finish(answer, "已交");
}

async function locate() {
  place = await position();
  const found = await post("/h5/where", place);
  element("area-words").textContent = found.words || "没有拿到定位，请自己选区域";
  if (found.area && !field("area").value) field("area").value = found.area;
  fit();
  lookAhead();
}

form.addEventListener("input", () => { fit(); lookAhead(); bar(kept.save() ? "已存在这部手机里" : "", true); });
element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", send));
watchSignal(NO_SIGNAL);
if (!kept.restore() && page.filled.length) fill(form, page.filled);
attachments(form);
fit();
locate();
