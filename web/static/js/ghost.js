// Taking the photo after with the photo before half transparent over the finder, so that both show the same from the same
// spot. Where the page may not use the camera, the photo before stands beside the button that opens the phone's own.

import { opens } from "./camera.js";
import { make } from "./make.js";

const STEPS = [0.5, 0.25, 0.75];
const LONG_PX = 1920;
const QUALITY = 0.92;
const OVER = "让现场和半透明的旧照片对齐，再拍。";
const BESIDE = "这里打不开相机。看着旧照片，站同一个地方、朝同一个方向，点「拍照」。";
const DARK = "相机还没准备好。等画面出来再拍。";

// button: opens the finder; take: gets the photo, and how it was taken. The photo before is the one on the
// page that has a region, else the first.
export function ghost(button, take) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    const stream = await camera();
    button.disabled = false;
    finder(before(), stream, take);
  });
}

function before() {
  const frames = [...document.querySelectorAll("figure.taken .marked")];
  return frames.find((frame) => frame.querySelector("svg")) ?? frames[0];
}

// The back camera; null where there is none, or the page may not use it.
async function camera() {
  const wanted = { facingMode: { ideal: "environment" }, width: { ideal: LONG_PX }, height: { ideal: LONG_PX } };
  try {
    return await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  } catch {
    return null;
  }
}

function finder(frame, stream, take) {
  const sheet = make("dialog", "", "sheet ghosting");
  const head = make("div", "", "sheet-head");
  const told = make("p", stream ? OVER : BESIDE, "quiet");
  told.setAttribute("role", "status");
  head.append(make("h2", "照着旧照片拍"), told);
  const stage = make("div", "", "stage");
  const over = make("div", "", "marked over");
  over.append(...[...frame.children].map((each) => each.cloneNode(true)));
  const foot = make("div", "", "sheet-foot");
  const row = make("div", "", "spread");
  const back = make("button", "不拍", "button");
  const shoot = make("button", "拍照", "main");
  row.append(back, shoot);
  foot.append(row);
  const given = (file, way) => { sheet.close(); take(file, way); };
  if (stream) {
    const video = Object.assign(make("video", "", ""), { muted: true, playsInline: true, srcObject: stream });
    stage.append(video, over);
    row.append(paler(over));
    shoot.addEventListener("click", async () => {
      const photo = await still(video);
      if (photo) given(photo, "live");
      else told.textContent = DARK;
    });
    video.play().catch(() => { told.textContent = DARK; });
  } else {
    const phone = Object.assign(make("input", "", ""), { type: "file", accept: "image/*", hidden: true });
    phone.setAttribute("capture", "environment");
    opens(phone, ([file], way) => given(file, way));
    stage.append(over, phone);
    shoot.addEventListener("click", () => phone.click());
  }
  for (const each of row.querySelectorAll("button")) each.type = "button";
  sheet.append(head, stage, foot);
  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  back.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => { stop(); sheet.remove(); });
  window.addEventListener("pagehide", stop, { once: true });
  document.body.append(sheet);
  sheet.showModal();
}

// How strongly the old photo covers the finder.
function paler(over) {
  const button = make("button", "旧照片深浅", "button");
  let step = 0;
  const show = () => { over.style.opacity = STEPS[step]; };
  button.addEventListener("click", () => { step = (step + 1) % STEPS.length; show(); });
  show();
  return button;
}

async function still(video) {
  if (!video.videoWidth) return null;
  const canvas = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return made && new File([made], "照着拍的.jpg", { type: "image/jpeg" });
}
