// Pages of a hazard on which each part has a button of its own: sorting it, mending it, looking whether it was mended.

import { act, busy, element, finish, page, post, refused, say, unheard, filled, watchSignal } from "./page.js";
import "./bridge.js";
import { partsDraft } from "./draft.js";
import { marks } from "./mark.js";
import { seenAt, watchPlace } from "./onsite.js";
import { chosen, names, people, put } from "./people.js";
import { add, arrived, isWaiting, kept as keptPhotos, photos, photosOf } from "./photos.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次；急事请当面喊。";
// Acts that tell where they were done.
const SEEN = ["hazard.mend", "hazard.look"];
const SAID = "anhao:said";
// Which comparison of the photos the page shows; empty where it shows none.
const verdict = document.querySelector("main").dataset.verdict ?? "";
const LOOK_AGAIN_MS = 4000;
// As the house says it (handlers/hazards/compared.py).
const COMPARING = "comparing";
const path = page.path.split("?")[0];
// Every ask has its own number, whichever of its parts the page was opened at.
const about = path.match(/\/(\d+)$/)?.[1] ?? path;
const kept = partsDraft(`anhao:hazard:${page.platform}:${about}`, { names, put }, {
  read: keptPhotos,
  add: (box, { number, name }) => add(box, { number }, name),
});

async function answer(button) {
  const part = button.closest("[data-alone]") ?? document;
  const alone = part !== document;
  if (alone && !filled(part)) return;
  if (alone) await arrived(part);
  const data = { shown: page.shown, ...page.send, ...(verdict && button.dataset.act === "hazard.look" ? { verdict } : {}), ...(alone ? given(part) : {}), ...JSON.parse(button.dataset.send || "{}") };
  const text = alone ? part.querySelector("[data-text], #reason")?.value.trim() ?? "" : "";
  if (element("place") && SEEN.includes(button.dataset.act)) Object.assign(data, await seenAt());
  const told = await act(button.dataset.act, data, { text });
  if (unheard(told, NO_SIGNAL, "急事请当面喊。")) return;
  if (told.tone === "done" && button.dataset.word) {
    kept.forget();
    finish(told, button.dataset.word);
  } else if (told.tone === "info") {
    if (alone) kept.sent(part);
    anew(told);
  } else if (told.tone === "caution" && verdict) anew(told);
  else if (told.next) say(told); // The ask is over: no field is at fault.
  else refused(told, part);
}

// The page as it is now, which says what has just been answered.
function anew(told) {
  try { sessionStorage.setItem(SAID, JSON.stringify(told)); } catch { /* A closed store keeps no words. */ }
  location.reload();
}

function sayAgain() {
  try {
    const told = JSON.parse(sessionStorage.getItem(SAID) || "null");
    sessionStorage.removeItem(SAID);
    if (told) say(told);
  } catch { /* A closed store kept no words. */ }
}

function given(part) {
  const data = {};
  const asked = (fields) => [...part.querySelectorAll(fields)].filter((input) => !input.closest("[hidden]"));
  for (const input of asked("select[name], textarea[name], input[type=text][name], input[type=datetime-local], input[type=date]")) data[input.name] = input.value;
  for (const input of asked("input[type=radio]:checked")) data[input.name] = input.value;
  for (const box of part.querySelectorAll("[data-people]")) {
    // `team:chief`: of several that belong together, each under its own name.
    const [name, own] = box.dataset.people.split(":");
    const found = "many" in box.dataset ? chosen(box) : chosen(box)[0];
    data[name] = own ? { ...data[name], [own]: found } : found;
  }
  if (part.querySelector("[data-photos]")) data.photos = photosOf(part);
  return data;
}

// What is asked only after a certain choice: `data-when` its name, `data-is` its value.
function unfold() {
  for (const box of document.querySelectorAll("[data-when]")) {
    box.hidden = !document.querySelector(`[name="${box.dataset.when}"][value="${box.dataset.is}"]:checked`);
  }
}

photos();
marks(() => { if (verdict && verdict !== COMPARING) location.reload(); });
people(() => ({}));
kept.restore();
for (const name of ["input", "change", "photos"]) document.querySelector("main").addEventListener(name, kept.save);
document.addEventListener("change", unfold);
unfold();
for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", () => busy(button, "正在发送…", () => answer(button)));
}
sayAgain();
// What the card's button named.
document.querySelector("[data-part]")?.scrollIntoView({ block: "start" });
// Nobody decides on a comparison that is out of date: while it is made, or after somebody marked something else, the page
// comes again with the new one. What was written stays.
async function lookAgain() {
  const found = document.hidden ? {} : await post("/h5/verdict", {});
  if (found.ok && found.verdict !== verdict && !isWaiting() && !document.querySelector("dialog[open], button:disabled")) location.reload();
}

if (verdict) setInterval(lookAgain, LOOK_AGAIN_MS);
watchSignal(NO_SIGNAL);
if (element("place")) watchPlace();
