// Where a picture comes from: the platform's own camera first, because it offers no album; where there is none, or it
// gives no picture, the page's file input. And the button that takes one picture.

import { bar, busy, page } from "./page.js";
import { camera } from "./bridge.js";
import { make } from "./make.js";
import { arrived, bring, Unsent, wayOf } from "./picture.js";

const BY_CAMERA = "camera_api";
const SENDING = "正在传照片，别关这一页…";
const AGAIN = `${page.platform === "wecom" ? "企业微信" : "钉钉"}的相机没有交出照片。请再点一次，用手机自己的相机拍。`;
// What has not answered yet, or did not work, is not asked again in this page: the next tap opens the input at once.
let asked = false;
const waiting = new WeakMap();

// got: hears `(files, way)` of what is taken or chosen through this file input.
export function opens(input, got) {
  const take = () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) got(files, wayOf(input));
  };
  input.onchange = (event) => {
    event.stopPropagation();
    take();
  };
  input.onclick = (event) => {
    const shoot = wayOf(input) === "camera" && input.accept === "image/*" && !asked && camera();
    if (!shoot) return;
    event.preventDefault();
    byCamera(shoot, input, got);
  };
  // What was chosen while this script was still on its way.
  take();
}

async function byCamera(shoot, input, got) {
  asked = true;
  let taken;
  try {
    taken = await shoot();
  } catch {
    instead(input);
    return;
  }
  asked = false;
  if (!taken) return;
  if (taken.number) arrived.set(taken.file, taken.number);
  got([taken.file], BY_CAMERA);
}

// A browser opens a file input only shortly after a tap.
function instead(input) {
  const fresh = navigator.userActivation?.isActive;
  if (fresh !== true) bar(AGAIN);
  if (fresh !== false) input.click();
}

// Takes one picture, through a hidden file input, and brings it, or takes what the person has just sent in the
// chat; nothing is sent when the person goes back. The
// button stays usable while the camera is open, because not every client says when it is closed.
// send: gets the number, gives false when nobody answered; then the next tap sends the same photo again, so that it
// stays one act.
export function snap(button, input, send) {
  const deliver = async () => {
    const kept = waiting.get(button);
    try {
      kept.number ??= await bring(kept.file, kept.way, (percent) => { button.textContent = sending(percent); });
      if ((await send(kept.number)) !== false) waiting.delete(button);
    } catch (error) {
      if (!(error instanceof Unsent)) waiting.delete(button);
      throw error;
    }
  };
  if (waiting.has(button)) {
    busy(button, SENDING, deliver);
    return;
  }
  if (page.sent) {
    choose(() => {
      waiting.set(button, { number: page.sent.number });
      page.sent = null;
      busy(button, SENDING, deliver);
    }, () => shoot(button, input, deliver));
    return;
  }
  shoot(button, input, deliver);
}

function shoot(button, input, deliver) {
  opens(input, ([file], way) => {
    waiting.set(button, { file, way });
    busy(button, SENDING, deliver);
  });
  input.click();
}

// Asks once, at the field that wants a picture, whether it is the one from the chat.
function choose(take, shootNow) {
  const box = make("dialog", "", "ask");
  const key = (words, look, act) => {
    const made = make("button", words, look);
    made.type = "button";
    made.addEventListener("click", () => { box.close(); act(); });
    return made;
  };
  const told = make("p", `${page.sent.at} 你在聊天里发了一张照片。`);
  box.append(told, key("用刚才发来的照片", "main", take), key("拍一张新的", "wide", shootNow));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

const sending = (percent) => `正在传照片 ${percent}%，别关这一页…`;
