// Reporting a hazard: a picture or a sentence, and one button. The place is where the phone is, unless one is chosen.

import { act, busy, element, finish, page, refused, unheard, watchSignal } from "./page.js";
import "./bridge.js";
import { photos, photosOf } from "./photos.js";
import { atOnce, keepLooking } from "./place.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次；急事请当面喊。";
const field = (name) => document.querySelector(`[name="${name}"]`);

async function send() {
  const data = {
    shown: page.shown,
    photos: photosOf(document),
    area: field("area").value,
    spot: field("spot").value.trim(),
    category: field("category").value,
    danger: field("danger").checked,
    position: await atOnce(),
  };
  const answer = await act("hazard.report", data, { text: element("words").value.trim() });
  if (unheard(answer, NO_SIGNAL, "急事请当面喊。")) return;
  if (answer.tone === "done") finish(answer, "报上去了");
  else refused(answer);
}

photos();
element("send").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", send));
element("locate").addEventListener("click", (event) => busy(event.currentTarget, "正在定位…", async () => { keepLooking(document); }));
keepLooking(document);
watchSignal(NO_SIGNAL);
