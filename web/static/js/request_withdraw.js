// The page that takes a permit back: one tap, once.

import { act, busy, element, finish, page, refused, unheard, watchSignal } from "./page.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点「撤回」。";

async function withdraw() {
  const answer = await act("permit.withdraw", { shown: page.shown });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "done") finish(answer, "已撤回");
  else refused(answer);
}

element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", withdraw));
watchSignal(NO_SIGNAL);
