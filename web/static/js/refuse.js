// The page that gives a permit back: a reason in words, with a few of them ready to tap.

import { act, busy, element, finish, page, say, unheard, watchSignal } from "./page.js";
import "./bridge.js";

const NO_SIGNAL = "没有信号。原因还在这一页，有信号后再点「退回」。";

async function refuse() {
  const text = element("reason").value.trim();
  if (text.length < 2) {
    say({ tone: "caution", words: "还没有写原因。", todo: "点一个现成的，或写一句，申请人才知道改什么。" });
    return;
  }
  const answer = await act("permit.refuse", { shown: page.shown }, { text });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.ok) finish(answer, answer.tone === "done" ? "已退回" : "已处理");
  else say(answer);
}

for (const button of document.querySelectorAll(".reason")) {
  button.addEventListener("click", () => {
    const reason = element("reason");
    const written = reason.value.trim();
    if (!written.includes(button.textContent)) reason.value = written ? `${written}；${button.textContent}` : button.textContent;
  });
}
element("confirm").addEventListener("click", (event) => busy(event.currentTarget, "正在发送…", refuse));
watchSignal(NO_SIGNAL);
