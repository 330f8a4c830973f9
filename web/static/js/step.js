// One decision of a drill: a tap decides, and the clock runs.

import { act, busy, element, finish, page, refused, unheard, watchSignal } from "./page.js";
import { countdown } from "./countdown.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号，还没有定。有信号后马上再点。";

async function choose(button) {
  const answer = await act("drill.choose", { shown: page.shown, letter: button.dataset.letter });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "done" || answer.tone === "caution") finish(answer, answer.tone === "done" ? "定了" : "时间到");
  else refused(answer);
}

for (const button of document.querySelectorAll("[data-letter]")) {
  button.addEventListener("click", () => busy(button, "正在发送…", () => choose(button)));
}
countdown(Number(element("step").dataset.left), page.pace, (left) => {
  if (element("left")) element("left").textContent = left > 0 ? `剩 ${left} 秒` : "时间到了，看下一张卡片。";
});
watchSignal(NO_SIGNAL);
