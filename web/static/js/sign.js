// The sign page: pad, position, and the two ways to show that a person is on site while the signature waits for that.

import { act, busy, element, finish, page, say, unheard, watchSignal } from "./page.js";
import { position, scanSite } from "./bridge.js";
import { device } from "./device.js";
import { snap } from "./photo.js";
import { Strokes } from "./strokes.js";

const NO_SIGNAL = "没有信号。签名还在这一页，有信号后再点一次。";
const FRESH_MS = 60000;
const PLACES = {
  ok: (fix) => ["done", `已定位，误差约 ${Math.round(fix.accuracy_m)} 米`],
  denied: () => ["caution", "手机没有给定位。也可以签，到场后再确认。"],
  unavailable: () => ["caution", "没有拿到定位。也可以签，到场后再确认。"],
};
const strokes = new Strokes(element("pad"), () => { element("hint").hidden = true; element("answer").hidden = true; });
let place = null;
let site = "";

async function locate() {
  element("place-words").textContent = "正在定位…";
  element("place").className = "place";
  place = await position();
  const [tone, words] = PLACES[place.state](place);
  element("place-words").textContent = words;
  element("place").className = `place tone-${tone}`;
  return place;
}

const ageMs = () => Date.now() - place.taken_at_ms;
const fresh = () => place?.state === "ok" && ageMs() < FRESH_MS;

async function sign() {
  const fault = strokes.fault();
  if (fault) {
    say({ words: fault, tone: "caution" });
    return;
  }
  const where = fresh() ? { ...place, age_s: ageMs() / 1000 } : await locate();
  const sent = { ...strokes.toData(), position: where, device: device(), shown: page.shown };
  settle(await act("permit.sign", sent));
}

async function scan() {
  try {
    site = await scanSite();
  } catch {
    say({ tone: "caution", words: "这里扫不了码。", todo: "请用手机的「扫一扫」扫现场码，在打开的页面拍照。" });
    return;
  }
  if (!site) {
    say({ tone: "caution", words: "这不是现场码。", todo: "请扫贴在作业区域的那一张。" });
    return;
  }
  // A camera opens only right after a tap; by the time the scanner closes, that moment has passed.
  element("scan").hidden = true;
  element("shoot").hidden = false;
}

async function prove(photo) {
  const answer = await act("permit.presence", { site, photo });
  settle(answer);
  return !answer.offline;
}

function settle(answer) {
  if (unheard(answer, NO_SIGNAL)) return;
  if (answer.tone === "done") finish(answer, "已签");
  else if (answer.tone === "caution") hold(answer.words);
  else if (answer.ok) finish(answer, "已处理");
  else say(answer);
}

function hold(words) {
  element("held-words").textContent = words;
  element("held").hidden = false;
  element("head").className = "card state tone-caution";
  element("head").querySelector(".word").textContent = "待到场";
  element("answer").hidden = true;
  element("held").scrollIntoView({ block: "center" });
}

async function here() {
  await locate();
  if (strokes.fault()) {
    element("signing").scrollIntoView({ block: "center" });
    say({ tone: "info", words: "位置更新了。", todo: "请在框里再签一次姓名，点下面的按钮。" });
    return;
  }
  await sign();
}

const on = (id, words, work) => element(id).addEventListener("click", (event) => busy(event.currentTarget, words, work));
on("confirm", "正在发送…", sign);
on("here", "正在定位…", here);
on("scan", "正在扫码…", scan);
element("shoot").addEventListener("click", (event) => snap(event.currentTarget, element("camera"), prove));
on("locate", "正在定位…", locate);
element("again").addEventListener("click", () => { strokes.clear(); element("hint").hidden = false; });
watchSignal(NO_SIGNAL);
locate();
