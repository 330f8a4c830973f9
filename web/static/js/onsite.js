// An act that counts only at the site: where the phone is, or the code that is posted there.

import { busy, element, post, say } from "./page.js";
import { lookAt, scanSite } from "./bridge.js";
import { device } from "./device.js";
import { atOnce, here, locate } from "./place.js";

let site = "";

export async function onSite() {
  return { site, position: await here(), device: device() };
}

// The same for an act that may be done anywhere, and says from where: it waits for no fix.
export async function seenAt() {
  return { site, position: await atOnce() };
}

// The code posted at the page's site, or "" when it is none or another one's; then the page says so. Without a signal the
// act that carries it is what tells.
export async function readCode(otherWay = "请扫贴在作业区域的那一张。") {
  let code;
  try {
    code = await scanSite();
  } catch {
    say({ tone: "caution", words: `没有扫到码。${lookAt()}`, todo: otherWay });
    return "";
  }
  if (!code) {
    say({ tone: "caution", words: "这不是现场码。", todo: "请扫贴在作业区域的那一张。" });
    return "";
  }
  const answer = await post("/h5/scanned", { site: code });
  if (answer.ok || answer.offline) return code;
  say(answer);
  return "";
}

async function scan(button) {
  site = await readCode();
  if (site) say({ tone: "info", words: `扫到现场码了${button ? `，可以点「${button}」` : ""}。` });
}

// button: the one to press next, where there is only one.
export function watchPlace(button = "") {
  element("locate").addEventListener("click", (event) => busy(event.currentTarget, "正在定位…", locate));
  element("scan").addEventListener("click", (event) => busy(event.currentTarget, "正在扫码…", () => scan(button)));
  locate();
}
