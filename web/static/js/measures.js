// One confirmer's measures: each tap is sent at once, with its photo or note, and stays answered.

import { act, busy, filled, finish, tell, unheard } from "./page.js";
import { position } from "./bridge.js";
import { clear } from "./faults.js";
import { device } from "./device.js";
import { snap } from "./camera.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次。";

async function confirm(card, applies, photo) {
  const points = applies === "yes" ? pointsOf(card) : [];
  const said = { measure: card.dataset.measure, applies, note: noteOf(card, applies), points };
  const data = { ...said, position: await position(), device: device() };
  const answer = await act("permit.measure", photo ? { ...data, photo } : data, { about: data.measure });
  tell(answer, card.querySelector(".told"), card);
  if (unheard(answer, NO_SIGNAL)) return false;
  for (const [line, stands] of Object.entries(answer.stands ?? {})) show(line, stands);
  if (!answer.ok || answer.tone === "caution") return;
  if (answer.tone === "done") finish(answer, "都确认了");
}

// Each answer tells what the house has of every line: an act that was held on the way may have changed another one.
function show(line, { word, kept, picture }) {
  const card = document.querySelector(`[data-measure="${line}"]`);
  card.classList.toggle("tone-done", Boolean(word));
  card.querySelector(".word").textContent = word || "待确认";
  card.querySelector(".kept-words").textContent = kept;
  const small = card.querySelector(".attached");
  small.hidden = !picture;
  if (picture) [small.href, small.firstChild.src] = [picture, picture];
}

// A unit that was typed after a number is the unit; else the chosen one goes with the number.
function noteOf(card, applies) {
  const [note, unit] = ["note", "unit"].map((name) => card.querySelector(`[name="${name}"]`));
  const words = note?.value.trim() ?? "";
  return applies === "yes" && words && unit?.value && !typedUnit(words, unit) ? `${words} ${unit.value}` : words;
}

const plain = (words) => words.normalize("NFKC").toLowerCase();

// The longest first, because 「%」 begins 「%LEL」.
function typedUnit(words, unit) {
  const said = plain(words);
  const ends = [...said.matchAll(/\d\s*/g)].map((found) => found.index + found[0].length);
  const units = [...unit.options].map(({ value }) => value).filter(Boolean).sort((one, other) => other.length - one.length);
  return units.find((each) => ends.some((end) => said.startsWith(plain(each), end))) ?? "";
}

function chooseTyped(words, unit) {
  const typed = typedUnit(words, unit);
  if (!typed) return;
  unit.value = typed;
  clear(unit.closest("[data-label]"));
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
    if (!filled(card)) return;
    if (camera) snap(yes, camera, (photo) => confirm(card, "yes", photo));
    else busy(yes, "正在发送…", () => confirm(card, "yes"));
  });
  const unit = card.querySelector('[name="unit"]');
  if (unit) card.querySelector('[name="note"]').addEventListener("input", (event) => chooseTyped(event.target.value, unit));
  card.querySelector(".more")?.addEventListener("click", () => onePointMore(card));
  const no = card.querySelector(".no");
  no?.addEventListener("click", () => busy(no, "正在发送…", () => confirm(card, "no")));
}
