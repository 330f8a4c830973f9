// Pages of a permit at work: each button sends its act with what was chosen; a page of many steps reloads after each.

import { act, busy, element, filled, finish, page, refused, unheard, watchSignal } from "./page.js";
import "./bridge.js";
import { given } from "./given.js";
import { onSite, watchPlace } from "./onsite.js";
import { people } from "./people.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次；急事请当面喊。";

async function answer(button) {
  const part = button.closest("[data-alone]") ?? document;
  if (!filled(part)) return;
  const data = { shown: page.shown, ...page.send, ...given(), ...JSON.parse(button.dataset.send || "{}") };
  if (element("place")) Object.assign(data, await onSite());
  if ("force" in button.dataset) data.force = element("force").value.trim();
  if ("tools" in button.dataset) data.tools = Number(element("tools").value);
  // Tools are added to those before them: other tools in between change nothing of what the first ones were.
  const about = "tools" in button.dataset ? data : "";
  const told = await act(button.dataset.act, data, { text: element("reason")?.value.trim() ?? "", about });
  if (unheard(told, NO_SIGNAL, "急事请当面喊。")) return;
  if (told.tone === "done" && button.dataset.word) finish(told, button.dataset.word);
  else if (told.tone === "info" && !button.dataset.word) location.reload();
  else refused(told, part);
}

for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", () => busy(button, "正在发送…", () => answer(button)));
}
people(() => ({ number: page.send?.number, area: document.querySelector("[name=area]:checked")?.value }));
if (element("bar") && !element("foot")) watchSignal(NO_SIGNAL);
if (element("place")) watchPlace("确认复工");
