// Several pictures for one act: each is brought to the house as soon as it is taken, and can be taken away again until the
// act is sent.

import { Told } from "./page.js";
import { make } from "./make.js";
import { bring, sentAs, Unsent, wayOf } from "./picture.js";

const UNSENT = "没有信号，传不上去。有信号后请再选一次，会接着传。";

// The numbers under which the house has this part's pictures.
export function photosOf(part) {
  return [...part.querySelectorAll("[data-photos] li")].map((row) => row.dataset.number);
}

export function photos() {
  for (const box of document.querySelectorAll("[data-photos]")) {
    for (const number of JSON.parse(box.dataset.uploads)) add(box, number, "聊天里发来的照片");
    for (const input of box.querySelectorAll('input[type="file"]')) {
      input.addEventListener("change", (event) => {
        event.stopPropagation();
        const chosen = [...input.files];
        input.value = "";
        bringAll(box, chosen, wayOf(input));
      });
    }
  }
}

// One after the other, each with its word.
async function bringAll(box, files, way) {
  const failed = [];
  for (const [number, file] of files.entries()) {
    const told = `正在传 ${files.length > 1 ? `${number + 1}/${files.length} ` : ""}${file.name}`;
    tell(box, `${told}，别关这一页…`);
    if (rows(box).length >= Number(box.dataset.most)) {
      failed.push(`${file.name}：最多 ${box.dataset.most} 张`);
      continue;
    }
    try {
      add(box, await bring(file, way, (percent) => tell(box, `${told} ${percent}%，别关这一页…`)), file.name, sentAs.get(file));
    } catch (error) {
      if (!(error instanceof Told)) throw error;
      failed.push(`${file.name}：${error instanceof Unsent && !error.answered ? UNSENT : error.message}`);
    }
  }
  tell(box, failed.join("\n"));
}

const rows = (box) => box.querySelectorAll("li");

function add(box, number, name, picture) {
  const row = make("li", "", "spread");
  row.dataset.number = number;
  const remove = make("button", "删掉", "button");
  remove.type = "button";
  remove.addEventListener("click", () => { row.remove(); count(box); });
  row.append(...(picture ? [thumbnail(picture)] : []), make("span", name), remove);
  box.querySelector("ul").append(row);
  count(box);
}

// A picture that this phone can't show leaves its name alone.
function thumbnail(picture) {
  const shown = Object.assign(make("img", "", "thumbnail"), { alt: "", src: URL.createObjectURL(picture) });
  shown.addEventListener("error", () => shown.remove());
  return shown;
}

// The hidden field is what the form looks at.
function count(box) {
  box.querySelector('input[type="hidden"]').value = rows(box).length ? "1" : "";
}

function tell(box, text) {
  box.querySelector(".told").textContent = text;
}
