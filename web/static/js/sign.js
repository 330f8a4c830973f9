// The sign page: pad, position, and the two ways to show that a person is on site while the signature waits for that.

import { act, busy, element, filled, finish, page, refused, say, unheard, watchSignal } from "./page.js";
import { device } from "./device.js";
import { readCode } from "./onsite.js";
import { snap } from "./camera.js";
import { here, locate } from "./place.js";
import { Strokes } from "./strokes.js";

const NO_SIGNAL = "没有信号。签名还在这一页，有信号后再点一次。";
const LATER = "签名留着，到了现场再确认。";
const strokes = new Strokes(element("pad"), () => { element("hint").hidden = true; element("answer").hidden = true; });
let site = "";

async function sign() {
  if (!filled(document, strokes.faults())) return;
  const sent = { ...strokes.toData(), position: await here(), device: device(), shown: page.shown };
  settle(await act("permit.sign", sent));
}

async function scan() {
  site = await readCode("请用手机的「扫一扫」扫现场码，在打开的页面拍照。");
  // A camera opens only right after a tap; by the time the scanner closes, that moment has passed.
  if (site) photoNext(true);
}

// After the code comes the photo; when the house takes neither, the code is read again.
function photoNext(wanted) {
  element("answer").hidden ||= wanted;
  element("scan").hidden = wanted;
  element("shoot").hidden = !wanted;
}

async function prove(photo) {
  const answer = await act("permit.presence", { site, photo });
  if (answer.tone === "stop") photoNext(false);
  settle(answer);
  return !answer.offline;
}

function settle(answer) {
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "done") finish(answer, "已签");
  else if (answer.tone === "caution") hold(answer.words);
  else if (answer.ok) finish(answer, "已处理");
  else refused(answer);
}

function hold(words) {
  element("held-words").textContent = words;
  element("held").hidden = false;
  element("head").className = "card state tone-caution";
  element("head").querySelector(".word").textContent = "待到场";
  element("answer").hidden = true;
  element("held").scrollIntoView({ block: "center" });
}

// What the house said of the place when the name was written is over with a new fix.
async function again() {
  const { state } = await locate();
  if (state === "ok") element("held-words").textContent = LATER;
}

async function arrived() {
  await again();
  if (strokes.fault()) {
    element("signing").scrollIntoView({ block: "center" });
    say({ tone: "info", words: "位置更新了。", todo: "请在框里再签一次姓名，点下面的按钮。" });
    return;
  }
  await sign();
}

const on = (id, words, work) => element(id).addEventListener("click", (event) => busy(event.currentTarget, words, work));
on("confirm", "正在发送…", sign);
on("here", "正在定位…", arrived);
on("scan", "正在扫码…", scan);
element("shoot").addEventListener("click", (event) => snap(event.currentTarget, element("camera"), prove));
on("locate", "正在定位…", again);
element("again").addEventListener("click", () => { strokes.clear(); element("hint").hidden = false; });
watchSignal(NO_SIGNAL);
locate();
