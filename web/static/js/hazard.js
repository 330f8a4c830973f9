// Pages of a hazard on which each part has a button of its own: sorting it, mending it, looking whether it was mended.

import { act, busy, finish, page, refused, unheard, filled, watchSignal } from "./page.js";
import "./bridge.js";
import { chosen, people } from "./people.js";
import { photos, photosOf } from "./photos.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次；急事请当面喊。";

async function answer(button) {
  const part = button.closest("[data-alone]") ?? document;
  const alone = part !== document;
  if (alone && !filled(part)) return;
  const data = { shown: page.shown, ...(alone ? given(part) : {}), ...JSON.parse(button.dataset.send || "{}") };
  const text = alone ? part.querySelector("[data-text], #reason")?.value.trim() ?? "" : "";
  const told = await act(button.dataset.act, data, { text });
  if (unheard(told, NO_SIGNAL, "急事请当面喊。")) return;
  if (told.tone === "done" && button.dataset.word) finish(told, button.dataset.word);
  else if (told.tone === "info") location.reload();
  else refused(told, part);
}

function given(part) {
  const data = {};
  for (const input of part.querySelectorAll("select[name], input[type=text][name], input[type=datetime-local]")) data[input.name] = input.value;
  for (const input of part.querySelectorAll("input[type=radio]:checked")) data[input.name] = input.value;
  for (const box of part.querySelectorAll("[data-people]")) [data[box.dataset.people]] = chosen(box);
  if (part.querySelector("[data-photos]")) data.photos = photosOf(part);
  return data;
}

photos();
people(() => ({}));
for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", () => busy(button, "正在发送…", () => answer(button)));
}
watchSignal(NO_SIGNAL);
