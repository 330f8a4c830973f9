// The guardian's page: ticks what only he can see, lets workers sign here, and starts where he stands.

import { act, busy, element, finish, refused, unheard, watchSignal, worded } from "./page.js";
import { device } from "./device.js";
import { onSite, watchPlace } from "./onsite.js";
import { snap } from "./camera.js";
import { here } from "./place.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次。";
const ticked = (name) => [...document.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);

async function start() {
  const gates = { confirmed: ticked("confirmed"), not_concerned: ticked("not_concerned") };
  const answer = await act("permit.start", { ...gates, ...await onSite() });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "done") finish(answer, "已开工");
  else refused(answer);
}

async function signHere(card, photo) {
  const data = { worker: card.dataset.worker, photo, position: await here(), device: device() };
  const answer = await act("permit.brief_here", data, { about: data.worker });
  card.querySelector(".told").textContent = worded(answer);
  if (unheard(answer, NO_SIGNAL)) return false;
  if (!answer.ok) return;
  card.className = "card state tone-done worker";
  card.querySelector(".word").textContent = "已签交底";
  card.querySelector(".shoot").remove();
}

for (const card of document.querySelectorAll(".worker")) {
  card.querySelector(".shoot").addEventListener("click", (event) => {
    snap(event.currentTarget, card.querySelector("input"), (photo) => signHere(card, photo));
  });
}
element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", start));
watchSignal(NO_SIGNAL);
watchPlace("开工");
