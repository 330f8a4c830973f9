// A question of which several options may be right: ticked, then given once, within its time.

import { act, finish, page, refused, unheard, watchSignal } from "./page.js";
import { device } from "./device.js";
import { NO_SIGNAL, asked } from "./asked.js";
import "./bridge.js";

const stop = asked(async (letters) => {
  const answer = await act("training.answer", { shown: page.shown, letters, device: device() });
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "stop") {
    refused(answer);
    return;
  }
  stop();
  finish(answer, answer.tone === "info" ? "没有收" : "交了");
});

watchSignal(NO_SIGNAL);
