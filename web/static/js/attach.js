// Files of a request: each is brought as soon as it is chosen; what is there can be taken away again.

import { numbered, page, post, Told, worded } from "./page.js";
import { make } from "./make.js";
import { opens } from "./camera.js";
import { bring, sentAs, Unsent } from "./picture.js";

const ATTACHING = {
  unsent: "没有信号，传不上去。有信号后请再选一次，会接着传。",
  done: "没有回音，但已经收到了。",
  undone: "没有回音，现在还没有收到。请再选一次。",
};
const REMOVING = {
  unsent: "没有信号，删不掉。有信号后再点一次。",
  done: "没有回音，但已经删掉了。",
  undone: "没有回音，它还在。请再删一次。",
};
const UNLISTED = "没有回音，不知道收到没有。有信号后再来一次，不会重复。";
const doubted = new WeakSet();

async function attach(box, file, way, told) {
  const attachment = box.dataset.attachment;
  if (box.querySelectorAll("li").length >= Number(box.dataset.most)) return { ok: false, words: box.dataset.full };
  try {
    const photo = await bring(file, way, (percent) => tell(box, `${told} ${percent}%，别关这一页…`));
    return await acted(attachment, ["attach", photo], "permit.attach", { attachment, photo, name: file.name });
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    return { ok: false, words: error instanceof Unsent && !error.answered ? ATTACHING.unsent : error.message };
  }
}

// Attaching and taking away are about the same thing: after the one, the other is a new act.
const acted = (attachment, what, name, data) =>
  numbered(attachment, what, (number) => post("/h5/act", { name, data, ...number }));

const detach = (box, sha256) =>
  acted(box.dataset.attachment, ["detach", sha256], "permit.detach", { attachment: box.dataset.attachment, sha256 });

// What to tell; when nobody knows what became of it, the house says which files it has, and `isDone` looks among them.
async function outcome(box, answer, words, isDone) {
  if (!answer.offline) return worded(answer);
  if (!answer.left) return words.unsent;
  doubted.add(box);
  if (!(await list(box))) return UNLISTED;
  return isDone() ? words.done : words.undone;
}

// Shows the files that the house has, when there is a doubt. False when it gives no answer now.
async function list(box) {
  if (!doubted.has(box)) return true;
  const seen = await post("/h5/attached", {});
  if (!seen.ok) return false;
  doubted.delete(box);
  box.querySelector("ul").replaceChildren();
  show(box, seen.attached);
  return true;
}

function show(box, attached) {
  for (const file of attached[box.dataset.attachment] || []) add(box, file.name || "文件", file.sha256, file.link);
  count(box);
}

const shown = (box, sha256) => box.querySelector(`[data-sha="${sha256}"]`);

// link: where its picture is; none for a PDF.
function add(box, name, sha256, link) {
  if (shown(box, sha256)) return;
  const row = make("li", "", "spread");
  row.dataset.sha = sha256;
  const remove = make("button", "删掉", "button");
  remove.type = "button";
  remove.addEventListener("click", async () => {
    const answer = await detach(box, sha256);
    if (answer.ok) row.remove();
    count(box);
    tell(box, await outcome(box, answer, REMOVING, () => !shown(box, sha256)));
    if (!answer.offline) list(box);
  });
  row.append(...(link ? [thumbnail(link)] : []), make("span", name), remove);
  box.querySelector("ul").append(row);
}

// A picture that this phone can't show (HEIC, before the house has made another of it) leaves its name alone.
function thumbnail(link) {
  const picture = Object.assign(make("img", "", "thumbnail"), { alt: "", loading: "lazy", src: link });
  picture.addEventListener("error", () => picture.remove());
  return picture;
}

// The hidden field is what the form looks at: filled when enough files are there.
function count(box) {
  box.querySelector('input[type="hidden"]').value = box.querySelectorAll("li").length >= Number(box.dataset.least) ? "1" : "";
}

function tell(box, text) {
  box.querySelector(".told").textContent = text;
}

// One after the other, each with its word: a file that did not arrive is named, whatever became of those after it.
async function attachAll(box, files, way) {
  const failed = [];
  let last = "";
  for (const [number, file] of files.entries()) {
    const told = `正在传 ${files.length > 1 ? `${number + 1}/${files.length} ` : ""}${file.name}`;
    tell(box, `${told}，别关这一页…`);
    const before = box.querySelectorAll("li").length;
    const answer = await attach(box, file, way, told).catch(() => ({ ok: false, words: UNLISTED }));
    last = await outcome(box, answer, ATTACHING, () => box.querySelectorAll("li").length > before);
    if (!answer.ok) failed.push(`${file.name}：${last}`);
    else add(box, file.name, answer.sha256, sentAs.has(file) && URL.createObjectURL(sentAs.get(file)));
    count(box);
  }
  tell(box, failed.join("\n") || last);
  await list(box);
}

export function attachments(form) {
  for (const box of form.querySelectorAll("[data-attachment]")) {
    for (const input of box.querySelectorAll('input[type="file"]')) {
      opens(input, (files, way) => attachAll(box, files, way));
    }
    window.addEventListener("online", () => list(box));
    show(box, page.attached);
  }
}
