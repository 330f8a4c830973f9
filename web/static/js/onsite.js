// An act that counts only at the site: where the phone is, or the code that is posted there.

import { busy, element, say } from "./page.js";
import { scanSite } from "./bridge.js";
import { device } from "./device.js";
import { here, locate } from "./place.js";

let site = "";

export async function onSite() {
  return { site, position: await here(), device: device() };
}

async function scan(button) {
  try {
    site = await scanSite();
  } catch {
    site = "";
  }
  const words = site ? `扫到现场码了，可以点「${button}」。` : "没有扫到现场码。请扫贴在作业区域的那一张。";
  say({ tone: site ? "info" : "caution", words });
}

export function watchPlace(button) {
  element("locate").addEventListener("click", (event) => busy(event.currentTarget, "正在定位…", locate));
  element("scan").addEventListener("click", (event) => busy(event.currentTarget, "正在扫码…", () => scan(button)));
  locate();
}
