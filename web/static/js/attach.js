// Files of a request: each is sent as soon as it is chosen, pictures shrunk; what is there can be taken away again.

import { act, make, numbered, page, reach, Told } from "./page.js";
import { shrink } from "./photo.js";

const TIME_OUT_MS = 60000;
const NOT_SENT = "没有传上去。有信号后请再选一次。";
const NOT_REMOVED = "没有删掉。有信号后再点一次。";

async function send(box, file) {
  const thing = box.dataset.attachment;
  try {
    const body = file.type.startsWith("image/") ? await shrink(file) : file;
    return await numbered(thing, ["attach", file.name, file.size], (attempt) => put(thing, file.name, attempt, body));
  } catch (error) {
    return { ok: false, words: error instanceof Told ? error.message : NOT_SENT };
  }
}

async function put(thing, name, attempt, body) {
  const address = `/h5/attach/${thing}?${new URLSearchParams({ name, attempt })}`;
  try {
    return await reach(address, { body, signal: AbortSignal.timeout(TIME_OUT_MS) });
  } catch {
    return { ok: false, offline: true, words: NOT_SENT };
  }
}

function add(box, name, sha256) {
  const row = make("li", "", "spread");
  row.dataset.sha = sha256;
  const remove = make("button", "删掉", "button");
  remove.type = "button";
  remove.addEventListener("click", async () => {
    const answer = await act("permit.detach", { attachment: box.dataset.attachment, sha256 });
    tell(box, answer.offline ? NOT_REMOVED : words(answer));
    if (answer.ok) row.remove();
    count(box);
  });
  row.append(make("span", name), remove);
  box.querySelector("ul").append(row);
  count(box);
}

// The hidden field is what the form looks at: filled when enough files are there.
function count(box) {
  box.querySelector('input[type="hidden"]').value = box.querySelectorAll("li").length >= Number(box.dataset.least) ? "1" : "";
}

const words = (answer) => [answer.words, answer.todo].filter(Boolean).join(" ");

function tell(box, text) {
  box.querySelector(".told").textContent = text;
}

// One after the other. A file that did not arrive is named, whatever became of those after it.
async function sendAll(box, files) {
  const failed = [];
  let last = "";
  for (const file of files) {
    tell(box, `正在传 ${file.name}…`);
    const answer = await send(box, file);
    last = words(answer);
    if (!answer.ok) failed.push(`${file.name}：${last}`);
    else if (!box.querySelector(`[data-sha="${answer.sha256}"]`)) add(box, file.name, answer.sha256);
  }
  tell(box, failed.join(" ") || last);
}

export function attachments(form) {
  for (const box of form.querySelectorAll("[data-attachment]")) {
    const input = box.querySelector('input[type="file"]');
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      const chosen = [...input.files];
      input.value = "";
      sendAll(box, chosen);
    });
    for (const given of page.attached[box.dataset.attachment] || []) add(box, given.name || "文件", given.sha256);
  }
}
