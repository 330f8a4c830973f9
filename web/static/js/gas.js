// The page of a gas test: sends each value as it was typed, so that no digit is lost.

import { act, busy, element, filled, finish, page, refused, unheard, watchSignal } from "./page.js";
import { device } from "./device.js";
import { atOnce, keepLooking, look } from "./place.js";

const NO_SIGNAL = "没有信号。读数还在这一页，有信号后再点「交结果」。";
const form = element("form");
const field = (name) => form.elements[name];
const text = (box, name) => box.querySelector(`[name="${name}"]`)?.value.trim() || "";

const places = () => [...form.querySelectorAll("[data-point]")];
const chosen = () => form.querySelector('[name="group"]:checked');

// Only the cards of the chosen points are shown; any other place has one card, with a line for its name.
function show() {
  const points = chosen().value.split("、");
  places().forEach((card) => { card.hidden = !points.includes(card.dataset.point); });
  element("elsewhere").hidden = chosen().value !== "";
}

function readings() {
  const shown = places().filter((card) => !card.hidden);
  return shown.flatMap((card) => [...card.querySelectorAll(".reading")].filter((box) => text(box, "value")).map((box) => ({
    analyte: box.dataset.analyte,
    gas: box.dataset.gas || text(box, "gas"),
    value: text(box, "value"),
    unit: text(box, "unit"),
    lel_pct: text(box, "lel_pct") || null,
    point: shown.length > 1 ? card.dataset.point : "",
  })));
}

function read() {
  return {
    readings: readings(),
    point: chosen()?.value || field("point").value.trim(),
    sampled_at: `${field("sampled_at").value}:00${page.offset}`,
    method: form.querySelector('[name="method"]:checked')?.value || "",
    instrument: field("instrument").value.trim(),
    calibrated_until: field("calibrated_until").value,
  };
}

async function send() {
  if (!filled(form)) return;
  const answer = await act("permit.gas", { ...read(), position: await atOnce(), device: device() });
  if (unheard(answer, NO_SIGNAL)) return;
  // Only a value that is kept and does not pass is a caution: that is an alarm.
  if (answer.tone === "caution") finish({ ...answer, tone: "stop" }, "不合格");
  else if (answer.ok) finish(answer, answer.tone === "done" ? "已记" : "已处理");
  else refused(answer, form);
}

form.addEventListener("change", (event) => { if (event.target.name === "group") show(); });
if (chosen()) show();
element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", send));
element("locate").addEventListener("click", (event) => busy(event.currentTarget, "正在定位…", look));
watchSignal(NO_SIGNAL);
keepLooking(form);
