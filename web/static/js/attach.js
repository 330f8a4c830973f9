// Files of a request: each is sent as soon as it is chosen, pictures shrunk; what is there can be taken away again.

import { act, make, page } from "./page.js";
import { shrink } from "./photo.js";

const TIME_OUT_MS = 60000;

async function send(box, file) {
  const picture = file.type.startsWith("image/");
  const body = picture ? await (await fetch(await shrink(file))).blob() : file;
  const address = `/h5/attach/${box.dataset.attachment}?name=${encodeURIComponent(file.name)}`;
  try {
    const signal = AbortSignal.timeout(TIME_OUT_MS);
    return await (await fetch(address, { method: "POST", headers: { "X-Page-Token": page.token }, body, signal })).json();
  } catch {
    return { ok: false, words: "没有传上去。有信号后请再选一次。" };
  }
}

function add(box, name, sha256) {
  const row = make("li", "", "spread");
  row.dataset.sha = sha256;
  const remove = make("button", "删掉", "button");
  remove.type = "button";
  remove.addEventListener("click", async () => {
    const answer = await act("permit.detach", { attachment: box.dataset.attachment, sha256 });
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

export function attachments(form) {
  for (const box of form.querySelectorAll("[data-attachment]")) {
    const input = box.querySelector('input[type="file"]');
    input.addEventListener("change", async (event) => {
      event.stopPropagation();
      for (const file of [...input.files]) {
        box.querySelector(".told").textContent = `正在传 ${file.name}…`;
        const answer = await send(box, file);
        box.querySelector(".told").textContent = [answer.words, answer.todo].filter(Boolean).join(" ");
        if (answer.ok && answer.sha256 && !box.querySelector(`[data-sha="${answer.sha256}"]`)) add(box, file.name, answer.sha256);
      }
      input.value = "";
    });
    for (const given of page.attached[box.dataset.attachment] || []) add(box, given.name || "文件", given.sha256);
  }
}
