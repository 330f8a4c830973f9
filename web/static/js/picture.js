// Bringing a picture, for every page: the original is hashed and its time, place and orientation are read before it is
// made small; then it goes to the house in pieces, which go on where they were cut off, also after a reload.
// What this phone can't read as a picture (HEIC mostly) goes as it is; the house reads it, or says why it can't.

import { page, Told } from "./page.js";
import { load, within } from "./script.js";

const LONGEST_PX = 1600;
const MOST_BYTES = 1_050_000;
const QUALITIES = [0.85, 0.7, 0.5, 0.3];
const PIECE = 64 * 1024;
const CLIP_PIECE = 512 * 1024;
const MOST_CLIP = 40 * 1024 * 1024;
const MOST_SECONDS = 15;
const SPARE_SECONDS = 0.9;
const RETRIES_MS = [1000, 2000, 4000];
const DECODE_MS = 20000;
// Without a sign of life for so long, a connection counts as cut; so often it is begun anew.
const QUIET_MS = 30000;
const QUIETS = 2;
const EMPTY = "这个文件是空的，里面什么也没有。请重新拍一张，或换一个再传。";
const GONE = "这部手机读不出这个文件。请再拍一张，或换一个再选。";
const NO_SIGNAL = "没有信号，照片传不上去。有信号后再点一次，会接着传。";
const LARGE_CLIP = "这段视频超过 40 MB。请拍短一点，或改拍照片。";
const LONG_CLIP = `这段视频超过 ${MOST_SECONDS} 秒。请拍短一点，或改拍照片。`;
// The picture that was sent for a file, for pages that show it.
export const sentAs = new WeakMap();
// By a file that the house has already, the number that it has there.
export const arrived = new WeakMap();

// Nobody answered, or (`answered`) the house could not take it now: the same file may be brought again, and goes on where
// it stopped.
export class Unsent extends Told {}

const vendor = (path) => load(new URL(`../vendor/${path}`, import.meta.url).href);
const once = (work) => { let made; return () => (made ??= work().catch((error) => { made = undefined; throw error; })); };
const tusLoaded = once(() => vendor("tus-js-client-4.3.1/tus.min.js"));
const exifLoaded = once(() => vendor("exifr-7.1.3/lite.umd.js"));
const hashLoaded = once(() => vendor("js-sha256-1.0.0/sha256.min.js"));

// Brings a file to the house; gives the number under which an act takes it. tell: hears how far it is, in percent.
// Throws Told with what is wrong with the file, or Unsent.
export async function bring(file, way, tell = () => {}) {
  await exifLoaded().catch(() => { throw new Unsent(NO_SIGNAL); });
  const { body, told } = await prepare(file, way);
  return carry(body, told, tell);
}

// What is sent of a file, and what is told of it; needs no signal. Throws Told with what is wrong with the file.
export async function prepare(file, way) {
  if (!file.size) throw new Told(EMPTY);
  const original = await file.arrayBuffer().catch(() => { throw new Told(GONE); });
  const clip = file.type.startsWith("video/");
  if (clip) await fits(file);
  const whole = clip || file.type === "application/pdf";
  const body = (whole || arrived.has(file) ? null : await small(file)) ?? file;
  if (!whole) sentAs.set(file, body);
  const told = whole ? await known(file, original) : { ...await known(file, original), way, ...await seen(original) };
  return { body, told };
}

// Brings what was prepared, from where it was cut off; gives its number. Throws Told or Unsent.
export async function carry(body, told, tell = () => {}) {
  if (arrived.has(body)) return arrived.get(body);
  await tusLoaded().catch(() => { throw new Unsent(NO_SIGNAL); });
  return send(body, told, tell);
}

// Fetches what taking and bringing a picture needs, while there is signal.
export const beReady = () => Promise.allSettled([tusLoaded(), exifLoaded(), ...(globalThis.crypto?.subtle ? [] : [hashLoaded()])]);

// What the house would refuse is not sent first. How long a clip is, some phones can't say; then the house does.
async function fits(file) {
  if (file.size > MOST_CLIP) throw new Told(LARGE_CLIP);
  const shown = Object.assign(document.createElement("video"), { preload: "metadata", muted: true, src: URL.createObjectURL(file) });
  const read = new Promise((resolve) => { shown.onloadedmetadata = () => resolve(shown.duration); shown.onerror = () => resolve(0); });
  const seconds = await within(DECODE_MS, read).catch(() => 0);
  URL.revokeObjectURL(shown.src);
  if (Number.isFinite(seconds) && seconds > MOST_SECONDS + SPARE_SECONDS) throw new Told(LONG_CLIP);
}

export const wayOf = (input) => (input.hasAttribute("capture") ? "camera" : "album");

async function known(file, original) {
  const told = { bytes: String(file.size), hash: await sha256(original) };
  return file.type ? { ...told, type: file.type } : told;
}

// Pages without https have no WebCrypto.
export async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) {
    await hashLoaded().catch(() => { throw new Unsent(NO_SIGNAL); });
    return globalThis.sha256(bytes);
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((each) => each.toString(16).padStart(2, "0")).join("");
}

// Time, place and orientation of the original, as texts; nothing for a picture that says nothing.
async function seen(original) {
  const options = { reviveValues: false, translateValues: false };
  await exifLoaded().catch(() => {});
  const read = globalThis.exifr ? within(DECODE_MS, exifr.parse(original, options)) : Promise.reject(new Error("no reader"));
  const found = await read.catch(() => null) ?? {};
  const taken = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(found.DateTimeOriginal);
  const texts = {
    taken_at: taken ? `${taken[1]}-${taken[2]}-${taken[3]}T${taken[4]}${found.OffsetTimeOriginal ?? ""}` : "",
    latitude: Number.isFinite(found.latitude) ? found.latitude.toFixed(6) : "",
    longitude: Number.isFinite(found.longitude) ? found.longitude.toFixed(6) : "",
    orientation: found.Orientation ? String(found.Orientation) : "",
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text));
}

// The picture as a JPEG of at most 1600 px and about one megabyte; null when the file itself is to be sent: it is small
// already, or this phone can't read it.
async function small(file) {
  const picture = await within(DECODE_MS, createImageBitmap(file)).catch(() => null);
  if (!picture) return null;
  const fits = Math.max(picture.width, picture.height) <= LONGEST_PX && file.size <= MOST_BYTES;
  if (fits && file.type === "image/jpeg") return null;
  const canvas = draw(picture);
  let made;
  for (const quality of QUALITIES) {
    made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (!made || made.size <= MOST_BYTES) break;
  }
  return made;
}

// On white: a drawing without a background would turn black.
function draw(picture) {
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

function send(body, told, tell) {
  return new Promise((resolve, reject) => {
    let quiets = 0;
    let clock = 0;
    const over = (end, value) => { clearTimeout(clock); end(value); };
    const upload = new tus.Upload(body, {
      endpoint: new URL(page.uploads ?? "/h5/pictures", location).href,
      headers: { "X-Page-Token": page.token },
      metadata: told,
      chunkSize: told.type?.startsWith("video/") ? CLIP_PIECE : PIECE,
      retryDelays: RETRIES_MS,
      uploadDataDuringCreation: true,
      overridePatchMethod: true,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => `anhao:picture:${page.platform}:${told.hash}:${body.size}`,
      onProgress: (here, all) => { alive(); tell(Math.round((here / all) * 100)); },
      onSuccess: () => over(resolve, upload.url.split("/").pop()),
      onError: (error) => over(reject, fault(error)),
    });
    // A connection that hangs without an end is begun anew, from what has arrived.
    const alive = () => {
      clearTimeout(clock);
      clock = setTimeout(async () => {
        await upload.abort();
        quiets += 1;
        if (quiets > QUIETS) over(reject, new Unsent(NO_SIGNAL));
        else { alive(); upload.start(); }
      }, QUIET_MS);
    };
    alive();
    upload.findPreviousUploads().then(([last]) => {
      if (last) upload.resumeFromPreviousUpload(last);
      upload.start();
    }, (error) => over(reject, error));
  });
}

// What the house says is wrong with it; else nobody answered.
function fault(error) {
  try {
    const { words, todo } = JSON.parse(error.originalResponse.getBody());
    const told = [words, todo].filter(Boolean).join(" ");
    const status = error.originalResponse.getStatus();
    return status < 500 ? Object.assign(new Told(told), { status }) : Object.assign(new Unsent(told), { answered: true });
  } catch {
    return new Unsent(NO_SIGNAL);
  }
}
