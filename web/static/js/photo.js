// A photo for the trail: as a JPEG of at most 1600 px and about one megabyte.

import { busy, Told } from "./page.js";

const LONGEST_PX = 1600;
const MOST_BYTES = 1_050_000;
const QUALITIES = [0.85, 0.7, 0.5, 0.3];
const SENDING = "正在传照片，别关这一页…";
const waiting = new WeakMap();
const UNREADABLE = "这张照片打不开。请再拍一张，或换成 JPG 再选。";

// The picture as a JPEG file. Throws Told for anything that this phone can't read as a picture.
export async function shrink(file) {
  const canvas = draw(await createImageBitmap(file).catch(unreadable));
  let made;
  for (const quality of QUALITIES) {
    made = await jpeg(canvas, quality);
    if (made.size <= MOST_BYTES) break;
  }
  return made;
}

// Opens the camera behind a hidden file input and sends what was taken, as a data URL; nothing is sent when the person
// goes back. The button stays usable while the camera is open, because not every client says when it is closed.
// send: gives false when nobody answered; then the next tap sends the same photo again, so that it stays one act.
export function snap(button, input, send) {
  const deliver = async (photo) => {
    waiting.delete(button);
    if ((await send(photo)) === false) waiting.set(button, photo);
  };
  if (waiting.has(button)) {
    busy(button, SENDING, () => deliver(waiting.get(button)));
    return;
  }
  input.value = "";
  input.onchange = () => {
    const [file] = input.files;
    if (file) busy(button, SENDING, async () => deliver(await dataUrl(await shrink(file))));
  };
  input.click();
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
  return canvas;
}

function jpeg(canvas, quality) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality)).then((made) => made ?? unreadable());
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Told(UNREADABLE));
    reader.readAsDataURL(file);
  });
}

function unreadable() {
  throw new Told(UNREADABLE);
}
