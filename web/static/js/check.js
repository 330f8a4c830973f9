// The test page: each step is tried by itself, and what fails is sent too, so that whoever looks on sees why.

import { act, busy, element, filled, finish, unheard, watchSignal, worded } from "./page.js";
import { lookAt, position, scan } from "./bridge.js";
import { snap } from "./camera.js";
import { Strokes } from "./strokes.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次。";
const told = element("signing").querySelector(".told");
const strokes = new Strokes(element("pad"), () => { element("hint").hidden = true; told.textContent = ""; });

// Shows in the step's own card what the house answered; false when nobody did.
function settle(step, answer) {
  const card = element(step);
  card.querySelector(".told").textContent = worded(answer);
  if (unheard(answer, NO_SIGNAL)) return false;
  if (answer.tone === "done") {
    finish(answer, "试完了");
    return true;
  }
  const well = answer.tone === "info";
  card.className = `card state tone-${well ? "done" : "caution"}`;
  card.querySelector(".word").textContent = well ? "好用" : "不行";
  return true;
}

async function locate() {
  const place = await position();
  settle("position", await act("check.position", { position: place, trouble: lookAt() }, { about: "position" }));
}

async function read() {
  const text = await scan().catch(() => "");
  settle("scan", await act("check.scan", { read: text, trouble: text ? "" : lookAt() }, { about: "scan" }));
}

const prove = async (photo) => settle("photo", await act("check.photo", { photo }, { about: "photo" }));

async function sign() {
  if (filled(element("signing"), strokes.faults())) settle("signing", await act("check.sign", strokes.toData(), { about: "signature" }));
}

const on = (id, words, work) => element(id).addEventListener("click", (event) => busy(event.currentTarget, words, work));
on("locate", "正在定位…", locate);
on("read", "正在扫码…", read);
on("confirm", "正在发送…", sign);
element("shoot").addEventListener("click", (event) => snap(event.currentTarget, element("camera"), prove));
element("again").addEventListener("click", () => { strokes.clear(); element("hint").hidden = false; });
watchSignal(NO_SIGNAL);
