// The questions behind the weekly link: ticked, given once within its time, explained; then the next one.

import { act, element, finish, page, refused, unheard, watchSignal } from "./page.js";
import { device } from "./device.js";
import { NO_SIGNAL, asked } from "./asked.js";
import "./bridge.js";

const ask = element("ask");

const stop = asked(async (letters) => {
  const given = { attempt: Number(ask.dataset.attempt), letters };
  const answer = await act("training.weekly", { shown: page.shown, ...given, device: device() });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "stop") {
    refused(answer);
    return;
  }
  stop();
  if (answer.tone === "info") {
    explain(answer, "没有收");
    return;
  }
  if (ask.dataset.last) finish(answer, "答完了");
  else explain(answer);
});

function explain(answer, word = answer.tone === "done" ? "答对了" : "没答对") {
  const told = element("told");
  ask.hidden = element("reading").hidden = true;
  told.classList.add(`tone-${answer.tone}`);
  told.querySelector("h2").textContent = word;
  told.querySelector("p").textContent = answer.words;
  told.hidden = false;
  element("onward").focus();
}

element("onward").addEventListener("click", () => location.reload());
watchSignal(NO_SIGNAL);
