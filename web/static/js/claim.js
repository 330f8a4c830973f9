// How a report without a name stands, by its claim code, which is sent in the body and never in an address.

import { make } from "./make.js";

const NO_ANSWER = "没有回音。有信号后再点一次。";
const element = (id) => document.getElementById(id);

async function look() {
  const answer = await fetch("/a/look", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({ claim: element("claim").value }),
  }).then((response) => response.json()).catch(() => ({ ok: false, words: NO_ANSWER }));
  const panel = element("answer");
  panel.className = `card state arrive tone-${answer.ok ? "info" : "caution"}`;
  const lines = answer.ok ? answer.lines : [answer.words];
  panel.replaceChildren(...(answer.ok ? [make("h1", answer.number)] : []), ...lines.map((line) => make("p", line)));
  panel.hidden = false;
}

element("look").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  try { await look(); } finally { button.disabled = false; }
});
