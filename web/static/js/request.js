// The request form: chooses what it can by itself, keeps a draft on the phone, and sends it once.

import { act, bar, busy, element, finish, page, post, say, watchSignal } from "./page.js";
import { position } from "./bridge.js";
import { addHours, dayAndClock } from "./clock.js";
import { draft } from "./draft.js";

const NO_SIGNAL = "没有信号。填的都存在这部手机里，有信号后再点「交上去」。";
const form = element("form");
const field = (name) => form.elements[name];
const chosen = (name) => form.querySelector(`[name="${name}"]:checked`);
const kept = draft(`anhao:request:${page.platform}:${page.ask}`, form);
let place = {};

const ends = () => addHours(field("starts_at").value, Number(chosen("hours")?.value || 0));

// Only durations under the level's ceiling, only people of the side that does the work.
function fit() {
  const most = Number(chosen("level")?.dataset.hours || Infinity);
  for (const tile of field("hours")) tile.closest(".choice").hidden = Number(tile.value) > most;
  if (Number(chosen("hours")?.value) > most) [...field("hours")].filter((tile) => Number(tile.value) <= most).pop().checked = true;
  const outside = chosen("contractor").value === "yes";
  for (const box of form.querySelectorAll('[name="workers"]')) {
    const foreign = (box.dataset.contractor === "true") !== outside;
    box.closest(".choice").hidden = foreign;
    if (foreign) box.checked = false;
  }
  element("until").textContent = field("starts_at").value ? `到 ${dayAndClock(ends())} 结束` : "";
}

function read() {
  const workers = [...form.querySelectorAll('[name="workers"]:checked')].map((box) => box.value);
  return {
    kind: page.kind,
    level: chosen("level")?.value ?? "",
    area: field("area").value,
    part: field("part").value.trim(),
    project: field("project").value.trim(),
    method: chosen("method")?.value ?? "",
    starts_at: `${field("starts_at").value}:00${page.offset}`,
    ends_at: `${ends()}:00${page.offset}`,
    contractor: chosen("contractor").value === "yes",
    work_leader: field("work_leader").value,
    guardian: chosen("guardian")?.value ?? "",
    workers,
    position: place,
    inputs: {},
  };
}

// The first thing missing is named and shown; the server checks everything again.
function missing(sent) {
  const wanted = { area: "区域", part: "具体部位", project: "作业内容", level: "级别", guardian: "监护人" };
  const names = Object.entries(wanted).filter(([name]) => !sent[name]).map(([, label]) => label);
  if (!field("starts_at").value) names.push("开始时间");
  if (sent.workers.length === 0) names.push("作业人");
  return names;
}

async function send() {
  const sent = read();
  const names = missing(sent);
  if (names.length) {
    bar(`还差：${names.join("、")}。补上再点「交上去」。`);
    form.querySelector(`[data-label="${names[0]}"]`)?.scrollIntoView({ block: "center" });
    return;
  }
  const answer = await act("permit.request", sent);
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
}

form.addEventListener("input", () => { fit(); bar(kept.save() ? "已存在这部手机里" : "", true); });
element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", send));
watchSignal(NO_SIGNAL);
kept.restore();
fit();
locate();
