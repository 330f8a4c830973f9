// What the phone itself can do: say where it is, read a code, take a picture. Through the platform's script, else the
// browser.

import { page, post } from "./page.js";
import { load, within } from "./script.js";

const WAIT_MS = 5000;
// A picture of 12 megapixels from the app to the page, or to the house over a slow uplink.
const PICTURE_MS = 60000;
const TAKEN = "现拍的.jpg";
const WECOM_APIS = ["getLocation", "scanQRCode", "chooseImage", "getLocalImgData"];
// A call that the platform refuses to the page, not to its reader, who may have switched the position off.
const PAGE_MAY_NOT = /permission|function not exist/i;
const READER_SAID_NO = /system|deny/i;
// The address that is signed.
const loaded = location.href;
let trouble = "";

// The platform does not know the ticket of the signature; from its words, whichever of both it is.
const FORGOTTEN = /40093|5201[23]|signature|ticket/i;

let ready = false;
const opened = open().catch(anew).then(() => { ready = true; return true; }, refused).finally(keepAddress);

// Once, with a new ticket: perhaps the platform has forgotten the one that the house still keeps.
async function anew(error) {
  if (!page.config || !FORGOTTEN.test(told(error))) throw error;
  const { config } = await post("/h5/script", { address: loaded.split("#")[0] });
  if (!config) throw error;
  page.config = config;
  await open();
}

function refused(error) {
  trouble = page.platform === "wecom"
    ? `企业微信不认这一页（${told(error)}）。请管理员看「网页授权及 JS-SDK」里的可信域名。`
    : `钉钉不认这一页（${told(error)}）。请管理员看「安全设置」里的域名；是 52013 就换 ANHAO_DINGTALK_JSAPI_HASH。`;
  return false;
}

// What the administrator should look at, where the platform does not do what this page counts on; "" while it does.
export const lookAt = () => trouble;

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
    wx.ready(resolve);
    wx.config({ debug: false, ...page.config.config, jsApiList: WECOM_APIS });
  });
}

// Position and scanner are documented to need no more than wx.config. Only where one is refused to the page does it show
// the app's identity too, for which some clients need a second script.
let identity = null;

async function identify() {
  if (!page.config.agentConfig) throw new Error("no signature of the app");
  if (!wx.agentConfig) await within(WAIT_MS, load(page.agentScript));
  history.replaceState(null, "", loaded);
  try {
    await within(WAIT_MS, call(wx.agentConfig, { ...page.config.agentConfig, jsApiList: WECOM_APIS }));
  } finally {
    keepAddress();
  }
}

async function onWecom(name, options) {
  try {
    return await call(wx[name], options);
  } catch (error) {
    if (!PAGE_MAY_NOT.test(told(error)) || READER_SAID_NO.test(told(error))) throw error;
    identity ??= identify();
    try {
      await identity;
      return await call(wx[name], options);
    } catch (still) {
      trouble = `企业微信没让这一页用 ${name}（${told(still)}）。请管理员看可信域名和 ANHAO_WECOM_AGENT_JSSDK。`;
      throw new Error("the page may not");
    }
  }
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

function told(error) {
  const words = error?.errMsg || error?.errorMessage || error?.message || "";
  return String(error?.errorCode ? `${error.errorCode} ${words}` : words);
}

function platformFix() {
  const asked = page.platform === "wecom"
    ? onWecom("getLocation", { type: "gcj02" })
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

// The text of a QR. Throws when nothing can scan.
export async function scan() {
  if (!(await opened)) throw new Error("no scanner");
  const answer = page.platform === "wecom"
    ? await onWecom("scanQRCode", { needResult: 1, scanType: ["qrCode"] })
    : await call(dd.scan, { type: "qr" });
  // Documents and clients name the field differently.
  const text = answer?.resultStr ?? answer?.text ?? answer?.code;
  if (typeof text !== "string") {
    const fields = Object.keys(answer ?? {}).join("、");
    trouble = `扫码没有给出内容（只有 ${fields}）。请管理员把这句话告诉维护人员。`;
    throw new Error("nothing was read");
  }
  return text;
}

// The code posted on site as its QR holds it, or "" when the QR is another one. Throws as `scan` does.
export async function scanSite() {
  const found = /\/(?:s|h5\/(?:wecom|dingtalk)\/site)\/([A-Za-z0-9_-]+)/.exec(await scan());
  return found ? found[1] : "";
}

// Takes a picture with the app's own camera, which offers no album: `{file, number}`, with the number that it has in the
// house, if it is there already; or null when its reader goes back. Throws where the app does not give it. At once null
// instead of a function where there is no such camera now.
export function camera() {
  if (!ready) return null;
  if (page.platform === "wecom") return wx.chooseImage && wx.getLocalImgData ? () => unlessLeft(shootWecom()) : null;
  // DingTalk hands a picture to the house, not to the page, and that needs signal.
  return dd.chooseImage && dd.uploadFile && navigator.onLine ? () => unlessLeft(shootDingtalk()) : null;
}

const unlessLeft = (work) => work.catch((error) => {
  if (/cancel|取消/i.test(told(error))) return null;
  throw error;
});

async function shootWecom() {
  const { localIds } = await onWecom("chooseImage", { count: 1, sizeType: ["original"], sourceType: ["camera"] });
  const { localData } = await within(PICTURE_MS, onWecom("getLocalImgData", { localId: localIds[0] }));
  // Some clients give base64 alone, others an address that holds it.
  const bytes = Uint8Array.from(atob(localData.replace(/^data:[^,]*,/, "")), (each) => each.charCodeAt(0));
  return { file: new File([bytes], TAKEN, { type: bytes[0] === 0x89 ? "image/png" : "image/jpeg" }) };
}

// The file lies with the app, which sends it to the house; the page then shows what the house has.
async function shootDingtalk() {
  const { files, filePaths } = await call(dd.chooseImage, { count: 1, sourceType: ["camera"], position: "back" });
  const headers = { "X-Page-Token": page.token };
  const sent = await within(PICTURE_MS, call(dd.uploadFile, {
    url: new URL("/h5/pictures/whole", location).href,
    filePath: files?.[0]?.path ?? filePaths[0],
    fileName: "photo",
    fileType: "image",
    header: headers,
  }));
  const { number } = JSON.parse(sent.data);
  const seen = await fetch(`/h5/pictures/${number}/seen`, { headers, signal: AbortSignal.timeout(PICTURE_MS) });
  if (!seen.ok) throw new Error("the house does not show it");
  const shown = await seen.blob();
  return { file: new File([shown], TAKEN, { type: shown.type }), number };
}

function call(api, options) {
  return new Promise((resolve, reject) => {
    const ends = { success: resolve, fail: reject, cancel: reject, onSuccess: resolve, onFail: reject };
    Promise.resolve(api({ ...options, ...ends })).catch(reject);
  });
}
