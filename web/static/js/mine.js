// 「我的」: four lists with one search. Another list or other words replace what is shown; older ones go below it.

import { bar, busy, element, post } from "./page.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号，找不了。有信号后再点一次。";
const listed = element("listed");
const words = element("find").elements.words;
const tabs = [...document.querySelectorAll("[data-part]")];
let round = 0;

const part = () => tabs.find((tab) => tab.getAttribute("aria-pressed") === "true").dataset.part;

// An answer that was overtaken by another question is dropped.
async function look(before = 0) {
  const mine = (round += 1);
  const answer = await post("/h5/mine", { part: part(), words: words.value, before });
  if (mine !== round) return;
  bar(answer.offline ? NO_SIGNAL : answer.ok ? "" : [answer.words, answer.todo].filter(Boolean).join(" "));
  if (!answer.ok) return;
  if (before) listed.querySelector("[data-older]").remove();
  else listed.replaceChildren();
  listed.insertAdjacentHTML("beforeend", answer.listed);
}

for (const tab of tabs) {
  tab.addEventListener("click", () => {
    for (const each of tabs) each.setAttribute("aria-pressed", String(each === tab));
    look();
  });
}
element("find").addEventListener("submit", (event) => {
  event.preventDefault();
  words.blur();
  busy(element("find").querySelector("button"), "在找…", () => look());
});
listed.addEventListener("click", (event) => {
  const button = event.target.closest("[data-older]");
  if (button) busy(button, "在找…", () => look(Number(button.dataset.older)));
});
