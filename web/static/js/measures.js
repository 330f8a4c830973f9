// One confirmer's measures: each tap is sent at once, with its photo or note, and stays answered.

import { act, busy, finish, unheard, worded } from "./page.js";
import { position } from "./bridge.js";
import { device } from "./device.js";
import { snap } from "./photo.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次。";

async function confirm(card, applies, photo) {
  const note = card.querySelector('[name="note"]')?.value.trim() || "";
  const points = applies === "yes" ? pointsOf(card) : [];
  const data = { measure: card.dataset.measure, applies, note, points, position: await position(), device: device() };
  const answer = await act("permit.measure", photo ? { ...data, photo } : data, { about: data.measure });
  card.querySelector(".told").textContent = worded(answer);
  if (unheard(answer, NO_SIGNAL)) return false;
  if (answer.tone === "stop") undone(card);
  if (!answer.ok || answer.tone === "caution") return;
  card.classList.add("tone-done");
  card.querySelector(".word").textContent = applies === "yes" ? "已落实" : "不涉及";
  if (answer.tone === "done") finish(answer, "都确认了");
}

// A reading that does not pass takes back what was confirmed before.
function undone(card) {
  card.classList.remove("tone-done");
  card.querySelector(".word").textContent = "待确认";
}

function pointsOf(card) {
  const text = (point) => [...point.querySelectorAll("input, select")].map((field) => [field.name, field.value.trim()]);
  return [...card.querySelectorAll(".point")].map((point) => Object.fromEntries(text(point)));
}

function onePointMore(card) {
  const fresh = card.querySelector(".point").cloneNode(true);
  for (const field of fresh.querySelectorAll("input")) field.value = "";
  card.querySelector(".points").append(fresh);
  fresh.querySelector("input").focus();
}

for (const card of document.querySelectorAll(".measure")) {
  const yes = card.querySelector(".yes");
  const camera = yes.dataset.camera === "true" && card.querySelector('input[type="file"]');
  yes.addEventListener("click", () => {
    if (camera) snap(yes, camera, (photo) => confirm(card, "yes", photo));
    else busy(yes, "正在发送…", () => confirm(card, "yes"));
  });
  card.querySelector(".more")?.addEventListener("click", () => onePointMore(card));
  const no = card.querySelector(".no");
  no?.addEventListener("click", () => busy(no, "正在发送…", () => confirm(card, "no")));
}
