// The guardian's page: ticks what only he can see, lets workers sign here, and starts where he stands.

import { act, busy, element, finish, say, unheard, watchSignal, worded } from "./page.js";
import { scanSite } from "./bridge.js";
import { device } from "./device.js";
import { snap } from "./photo.js";
import { here, locate } from "./place.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次。";
const ticked = (name) => [...document.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
let site = "";

async function start() {
  const gates = { confirmed: ticked("confirmed"), not_concerned: ticked("not_concerned") };
  const answer = await act("permit.start", { ...gates, site, position: await here(), device: device() });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "done") finish(answer, "已开工");
  else say(answer);
}

async function scan() {
  try {
    site = await scanSite();
  } catch {
    site = "";
  }
  const words = site ? "扫到现场码了，可以点「开工」。" : "没有扫到现场码。请扫贴在作业区域的那一张。";
  say({ tone: site ? "info" : "caution", words });
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
element("locate").addEventListener("click", (event) => busy(event.currentTarget, "正在定位…", locate));
element("scan").addEventListener("click", (event) => busy(event.currentTarget, "正在扫码…", scan));
watchSignal(NO_SIGNAL);
locate();
