// A page that is signed by hand before the start: the briefing, or the shift foreman's check.

import { act, busy, element, filled, finish, page, refused, unheard, watchSignal } from "./page.js";
import { device } from "./device.js";
import { here, locate } from "./place.js";
import { Strokes } from "./strokes.js";

const NO_SIGNAL = "没有信号。签名还在这一页，有信号后再点一次。";
const strokes = new Strokes(element("pad"), () => { element("hint").hidden = true; element("answer").hidden = true; });

async function sign() {
  if (!filled(document, strokes.faults())) return;
  const answer = await act(page.act, { ...strokes.toData(), position: await here(), device: device() });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.ok && answer.tone !== "caution") finish(answer, answer.tone === "done" ? page.word : "已处理");
  else refused(answer);
}

element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", sign));
element("locate").addEventListener("click", (event) => busy(event.currentTarget, "正在定位…", locate));
element("again").addEventListener("click", () => { strokes.clear(); element("hint").hidden = false; });
watchSignal(NO_SIGNAL);
locate();
