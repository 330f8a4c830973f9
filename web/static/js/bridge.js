// What the phone itself can do: say where it is, and read a code. Through the platform's script, else the browser.

import { page } from "./page.js";
import { load, within } from "./script.js";

const WAIT_MS = 5000;
const WECOM_APIS = ["getLocation", "scanQRCode"];

const opened = open().then(() => true, () => false).finally(keepAddress);

async function open() {
  if (!page.config) throw new Error("no signature for the script");
  await within(WAIT_MS, load(page.script));
  await within(WAIT_MS, page.platform === "wecom" ? openWecom() : openDingtalk());
}

// The address of a WeCom login holds a used code; with the page's own address a reload works. The platform signs the
// address as loaded, so it may change only after that.
function keepAddress() {
  history.replaceState(null, "", page.path);
}

function openWecom() {
  return new Promise((resolve, reject) => {
    wx.error(reject);
    wx.ready(() => {
      wx.agentConfig({ ...page.config.agentConfig, jsApiList: WECOM_APIS, success: resolve, fail: resolve });
    });
    wx.config({ debug: false, ...page.config.config, jsApiList: WECOM_APIS });
  });
}

function openDingtalk() {
  return new Promise((resolve, reject) => {
    dd.error(reject);
    dd.config(page.config);
    dd.ready(resolve);
  });
}

// `{state: "ok", latitude, longitude, accuracy_m, taken_at_ms, age_s, crs}`, else `{state: "denied" | "unavailable"}`.
export async function position() {
  try {
    const fix = (await opened) ? await platformFix() : await browserFix();
    return { state: "ok", ...fix, age_s: Math.max(0, (Date.now() - fix.taken_at_ms) / 1000) };
  } catch (error) {
    return { state: /den|auth|permission/i.test(told(error)) || error.code === 1 ? "denied" : "unavailable" };
  }
}

const told = (error) => String(error?.errMsg || error?.errorMessage || error?.message || "");

function platformFix() {
  const asked = page.platform === "wecom"
    ? call(wx.getLocation, { type: "gcj02" })
    : call(dd.getLocation, { type: 1, useCache: false, coordinate: "1", withReGeocode: false, targetAccuracy: "100" });
  return within(WAIT_MS * 2, asked).then((fix) => ({
    latitude: Number(fix.latitude),
    longitude: Number(fix.longitude),
    accuracy_m: Number(fix.accuracy),
    taken_at_ms: Number(fix.timestamp) || Date.now(),
    crs: "GCJ-02",
  }));
}

function browserFix() {
  const options = { enableHighAccuracy: true, timeout: WAIT_MS * 2, maximumAge: 0 };
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) reject(new Error("no geolocation"));
    else navigator.geolocation.getCurrentPosition(resolve, reject, options);
  }).then(({ coords, timestamp }) => ({
    latitude: coords.latitude,
    longitude: coords.longitude,
    accuracy_m: coords.accuracy,
    taken_at_ms: timestamp,
    crs: "WGS-84",
  }));
}

// The code posted on site as its QR holds it, or "" when the QR is another one. Throws when nothing can scan.
export async function scanSite() {
  if (!(await opened)) throw new Error("no scanner");
  const text = page.platform === "wecom"
    ? (await call(wx.scanQRCode, { needResult: 1, scanType: ["qrCode"] })).resultStr
    : (await call(dd.scan, { type: "qr" })).text;
  const found = /\/(?:s|h5\/(?:wecom|dingtalk)\/site)\/([A-Za-z0-9_-]+)/.exec(text || "");
  return found ? found[1] : "";
}

function call(api, options) {
  return new Promise((resolve, reject) => {
    const ends = { success: resolve, fail: reject, cancel: reject, onSuccess: resolve, onFail: reject };
    Promise.resolve(api({ ...options, ...ends })).catch(reject);
  });
}
