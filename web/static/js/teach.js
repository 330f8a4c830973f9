// 「把课发给他」 beside whoever can't be named: one tap, and the words of the answer stand there.

import { act, busy, worded } from "./page.js";
import { make } from "./make.js";

const NO_SIGNAL = "没有信号，没有发。有信号后再点一次。";

let about = () => ({});

// given: what the page knows of the job, by which the house looks again what he lacks.
export const teaching = (given) => { about = given; };

// What mends it soonest, in words; his own lesson as a link, else the button that sends it.
export function mending({ id, mend, mine }, role) {
  const parts = mend.words ? [make("small", mend.words, "quiet")] : [];
  if (mend.link) parts.push(Object.assign(make("a", "去学", "button"), { href: mend.link }));
  else if (mend.course) {
    const button = make("button", mine ? "把课发给我" : "把课发给他", "teach");
    Object.assign(button, { type: "button" }).dataset.teach = mend.course;
    Object.assign(button.dataset, { person: id, role });
    parts.push(button);
  }
  return parts;
}

// Whether it is with him, now or since before.
async function send(button) {
  const { teach: course, person, role } = button.dataset;
  const told = await act("training.send", { ...about(), person, course, role }, { about: `${person}/${course}` });
  const sent = ["done", "info"].includes(told.tone);
  const line = make("small", told.offline && !told.left ? NO_SIGNAL : worded(told), sent ? "quiet" : "lacks");
  line.setAttribute("role", "status");
  if (button.nextElementSibling?.role === "status") button.nextElementSibling.remove();
  button.after(line);
  return sent;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-teach]");
  if (!button) return;
  let sent = false;
  await busy(button, "正在发送…", async () => (sent = await send(button)));
  button.disabled = sent;
});
