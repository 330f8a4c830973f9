// A round: each point is answered with one tap and stays answered; a posted code is read once for all of its area.

import { act, bar, busy, element, filled, finish, page, refused, say, tell, unheard, watchSignal } from "./page.js";
import { lookAt, scanSite } from "./bridge.js";
import { arrived, photos, photosOf } from "./photos.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次；急事请当面喊。";
const cards = [...document.querySelectorAll("[data-point]")];

async function scan() {
  const site = await scanSite().catch(() => null);
  if (!site) {
    const words = site === null ? `没有扫到码。${lookAt()}` : "这不是现场码。";
    say({ tone: "caution", words, todo: "也可以不扫，直接点，会写明没扫码。" });
    return;
  }
  const answer = await act("patrol.read", { shown: page.shown, site });
  if (unheard(answer, NO_SIGNAL)) return;
  for (const card of cards) stand(card, answer.stands?.[card.dataset.point]);
  if (!answer.ok) refused(answer);
  else toWhatIsLeft(answer.words);
}

// What was read is said below; the first point there that nobody has answered comes into sight.
function toWhatIsLeft(words) {
  bar(words, true);
  const read = cards.filter((card) => !card.querySelector(".asks").hidden && card.querySelector(".kept-words").textContent);
  read[0]?.scrollIntoView({ block: "start" });
}

async function look(card, ok) {
  const data = { shown: page.shown, point: card.dataset.point, ok };
  if (!ok) await arrived(card);
  if (!ok) Object.assign(data, { measure: card.querySelector("input[type=radio]:checked")?.value ?? "", photos: photosOf(card) });
  const text = ok ? "" : card.querySelector("[name=note]").value.trim();
  const answer = await act("patrol.look", data, { text, about: data.point });
  if (!unheard(answer, NO_SIGNAL, "急事请当面喊。")) shown(answer, card);
}

async function leave() {
  if (!filled(element("rest"))) return;
  const answer = await act("patrol.leave", { shown: page.shown }, { text: element("reason").value.trim() });
  if (!unheard(answer, NO_SIGNAL)) shown(answer, element("rest"));
}

// Each answer tells what the house has of every point: an act that was held on the way may have changed another one.
function shown(answer, part) {
  for (const card of cards) stand(card, answer.stands?.[card.dataset.point]);
  if (answer.tone === "done") finish(answer, "查完了");
  else if (part?.dataset.point) tell(answer, part.querySelector(":scope > .told"), part);
  else refused(answer, part ?? document);
}

function stand(card, stands) {
  if (!stands) return;
  card.className = `card state measure${stands.tone ? ` tone-${stands.tone}` : ""}`;
  card.querySelector(".word").textContent = stands.word || "待查";
  card.querySelector(".kept-words").textContent = stands.kept;
  card.querySelector(".asks").hidden = Boolean(stands.word);
  // What was reported is a hazard by now, and is told as one.
  card.querySelector(".redo").hidden = stands.tone !== "done";
}

function redo(card) {
  card.querySelector(".redo").hidden = true;
  card.querySelector(".asks").hidden = false;
}

photos();
element("scan").addEventListener("click", (event) => busy(event.currentTarget, "正在扫码…", scan));
element("leave").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", leave));
for (const card of cards) {
  const press = (name, ok) => card.querySelector(name).addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", () => look(card, ok)));
  press(".yes", true);
  press(".no", false);
  card.querySelector(".redo").addEventListener("click", () => redo(card));
}
watchSignal(NO_SIGNAL);
