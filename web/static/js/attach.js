// Files of a request: each is sent as soon as it is chosen, pictures shrunk; what is there can be taken away again.

import { make, numbered, page, post, send, Told, worded } from "./page.js";
import { shrink } from "./photo.js";

const NOT_SENT = "没有信号，传不上去。有信号后请再选一次。";
const NOT_REMOVED = "没有信号，删不掉。有信号后再点一次。";
const LISTED = "没有回音。已经收到的都列在这里：缺的再选一次，还在的再删一次。";
const UNLISTED = "没有回音，不知道收到没有。有信号后再来一次，不会重复。";
const doubted = new WeakSet();

async function attach(box, file) {
  const thing = box.dataset.attachment;
  try {
    const body = file.type.startsWith("image/") ? await shrink(file) : file;
    return await numbered(thing, ["attach", file.name, file.size], (attempt) => put(thing, file.name, attempt, body));
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    return { ok: false, words: error.message };
  }
}

const put = (thing, name, attempt, body) => send(`/h5/attach/${thing}?${new URLSearchParams({ name, attempt })}`, body);

// Attaching and taking away are about the same thing: after the one, the other is a new act.
function detach(box, sha256) {
  const attachment = box.dataset.attachment;
  const act = { name: "permit.detach", data: { attachment, sha256 } };
  return numbered(attachment, ["detach", sha256], (attempt) => post("/h5/act", { ...act, attempt }));
}

// What to tell; when nobody knows what became of it, the house says which files it has.
async function outcome(box, answer, unsent) {
  if (!answer.offline) return worded(answer);
  if (!answer.left) return unsent;
  doubted.add(box);
  return (await list(box)) ? LISTED : UNLISTED;
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
  for (const file of attached[box.dataset.attachment] || []) add(box, file.name || "文件", file.sha256);
  count(box);
}

function add(box, name, sha256) {
  if (box.querySelector(`[data-sha="${sha256}"]`)) return;
  const row = make("li", "", "spread");
  row.dataset.sha = sha256;
  const remove = make("button", "删掉", "button");
  remove.type = "button";
  remove.addEventListener("click", async () => {
    const answer = await detach(box, sha256);
    if (answer.ok) row.remove();
    count(box);
    tell(box, await outcome(box, answer, NOT_REMOVED));
    if (!answer.offline) list(box);
  });
  row.append(make("span", name), remove);
  box.querySelector("ul").append(row);
}

// The hidden field is what the form looks at: filled when enough files are there.
function count(box) {
  box.querySelector('input[type="hidden"]').value = box.querySelectorAll("li").length >= Number(box.dataset.least) ? "1" : "";
}

function tell(box, text) {
  box.querySelector(".told").textContent = text;
}

// One after the other. A file that did not arrive is named, whatever became of those after it.
async function attachAll(box, files) {
  const failed = [];
  let last = "";
  for (const file of files) {
    tell(box, `正在传 ${file.name}，别关这一页…`);
    const answer = await attach(box, file);
    last = await outcome(box, answer, NOT_SENT);
    if (!answer.ok) failed.push(`${file.name}：${last}`);
    else add(box, file.name, answer.sha256);
    count(box);
  }
  tell(box, failed.join(" ") || last);
  await list(box);
}

export function attachments(form) {
  for (const box of form.querySelectorAll("[data-attachment]")) {
    const input = box.querySelector('input[type="file"]');
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      const chosen = [...input.files];
      input.value = "";
      attachAll(box, chosen);
    });
    window.addEventListener("online", () => list(box));
    show(box, page.attached);
  }
}
