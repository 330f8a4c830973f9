// The page behind the code posted at an area: one photo for each signature that waits.

import { act, page, unheard, worded } from "./page.js";
import "./bridge.js";
import { snap } from "./camera.js";

const NO_SIGNAL = "没有信号，照片发不出去。有信号后再点一次。";

async function prove(card, photo) {
  const answer = await act("permit.presence", { site: page.site, photo }, { token: card.dataset.token });
  card.querySelector(".told").textContent = worded(answer);
  if (unheard(answer, NO_SIGNAL)) return false;
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
