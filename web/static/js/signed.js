// Pages that end with a hand-written name: acceptance, taking over the watch, working alone. What was ticked is sent
// along; where, only by what is signed at a place.

import { act, busy, element, filled, finish, page, refused, unheard, watchSignal } from "./page.js";
import { position } from "./bridge.js";
import { device } from "./device.js";
import { given } from "./given.js";
import { Strokes } from "./strokes.js";

const NO_SIGNAL = "没有信号。签名还在这一页，有信号后再点一次。";
const strokes = new Strokes(element("pad"), () => { element("hint").hidden = true; element("answer").hidden = true; });

async function sign(button) {
  if (!filled(document, strokes.faults())) return;
  const place = "anywhere" in button.dataset ? {} : { position: await position() };
  const data = { ...given(), ...strokes.toData(), ...place, device: device(), shown: page.shown };
  const answer = await act(button.dataset.name, data, { text: element("said")?.value.trim() ?? "" });
  settle(answer, answer.tone === "done" ? button.dataset.word : "已处理");
}

async function notYet(button) {
  if (!filled(button.closest("[data-alone]"))) return;
  const text = element("reason").value.trim();
  settle(await act(button.dataset.name, { shown: page.shown }, { text }), "已告诉");
}

function settle(answer, word) {
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.ok && answer.tone !== "caution") finish(answer, word);
  else refused(answer);
}

element("confirm").addEventListener("click", (event) => {
  const button = event.currentTarget;
  busy(button, "正在发送…", () => sign(button));
});
element("not-yet")?.addEventListener("click", (event) => {
  const button = event.currentTarget;
  busy(button, "正在发送…", () => notYet(button));
});
element("again").addEventListener("click", () => { strokes.clear(); element("hint").hidden = false; });
watchSignal(NO_SIGNAL);
