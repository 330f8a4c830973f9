// The page that takes a permit back: one tap, once.

import { act, bar, busy, element, finish, page, say, watchSignal } from "./page.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号，还没有撤回。有信号后再点「撤回」。";

async function withdraw() {
  const answer = await act("permit.withdraw", { shown: page.shown });
  bar(answer.offline ? NO_SIGNAL : "");
  if (answer.offline) return;
  if (answer.tone === "done") finish(answer, "已撤回");
  else say(answer);
}

element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", withdraw));
watchSignal(NO_SIGNAL);
