// A portable alarm in place of a detector that reports: number, calibration and a photo, from where the guardian stands.

import { act, element, filled, tell, unheard } from "./page.js";
import { onSite } from "./onsite.js";
import { snap } from "./camera.js";

const NO_SIGNAL = "没有信号，发不出去。有信号后再点一次。";

async function register(photo) {
  const named = { instrument: element("alarm-instrument").value.trim(), calibrated_until: element("alarm-until").value };
  const answer = await act("permit.alarm", { ...named, photo, ...await onSite() }, { about: "alarm" });
  tell(answer, element("alarm-told"), element("alarm"));
  if (unheard(answer, NO_SIGNAL)) return false;
  if (answer.tone === "info") location.reload();
}

if (element("alarm")) {
  const button = element("alarm-shoot");
  button.addEventListener("click", () => { if (filled(element("alarm"))) snap(button, element("alarm-photo"), register); });
}
