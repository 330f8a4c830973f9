// The page that gives a permit back: a reason in words, with a few of them ready to tap.

import { act, busy, element, filled, finish, page, refused, unheard, watchSignal } from "./page.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号。原因还在这一页，有信号后再点「退回」。";

async function refuse() {
  if (!filled()) return;
  const answer = await act("permit.refuse", { shown: page.shown }, { text: element("reason").value.trim() });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.ok) finish(answer, answer.tone === "done" ? "已退回" : "已处理");
  else refused(answer);
}

for (const button of document.querySelectorAll(".reason")) {
  button.addEventListener("click", () => {
    const reason = element("reason");
    const written = reason.value.trim();
    if (!written.includes(button.textContent)) reason.value = written ? `${written}；${button.textContent}` : button.textContent;
    reason.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", refuse));
watchSignal(NO_SIGNAL);
