// The page behind the code posted at an area: one photo for each signature that waits.

import { act, bar, page } from "./page.js";
import "./bridge.js";
import { snap } from "./photo.js";

const NO_SIGNAL = "没有信号。照片没有发出去，有信号后请再拍一张。";

async function prove(card, photo) {
  const answer = await act("permit.presence", { site: page.site, photo }, { token: card.dataset.token });
  bar(answer.offline ? NO_SIGNAL : "");
  if (answer.offline) return;
  card.querySelector(".told").textContent = [answer.words, answer.todo].filter(Boolean).join(" ");
  if (answer.tone !== "done") return;
  card.className = "card state tone-done waiting";
  card.querySelector(".word").textContent = "已到场";
  card.querySelector(".shoot").remove();
}

for (const card of document.querySelectorAll(".waiting")) {
  card.querySelector(".shoot").addEventListener("click", (event) => {
    snap(event.currentTarget, card.querySelector("input"), (photo) => prove(card, photo));
  });
}
