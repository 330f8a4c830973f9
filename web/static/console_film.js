// A lesson's film, poster and captions: each goes to the house in pieces (js/picture.js), from where it was cut off; when
// all are there, the house looks at them and takes all of them or none.

import { mark, placed } from "./js/faults.js";
import { send, Told } from "./js/page.js";
import { carry, sha256, Unsent } from "./js/picture.js";

const MB = 1024 * 1024;
const KB = 1024;
const NAMES = { film: "片子", poster: "封面", captions: "字幕" };
const CUT = "网断了，没有传完。再点一次，会接着传。";
const UNHEARD = "没有回音，不知道换了没有。再点一次，不会重复。";
const LOOKING = "传完了，正在看能不能放，要几秒…";
const FAILED = "没有换成，是页面的问题。请重新打开这一页再来。";

const WORDS_TOO = "还要选字幕（.vtt）：换了片子，字上的话也跟着换。";
const GONE = 410;

const form = document.getElementById("film");
const told = document.getElementById("told");
const far = document.getElementById("far");
const brought = new WeakMap();

function most(name) {
  const bytes = Number(name === "captions" ? form.dataset.mostCaptions : form.dataset.most);
  return { bytes, words: bytes < MB ? `${bytes / KB} KB` : `${bytes / MB} MB` };
}

const chosen = (name) => form.elements[name].files[0];

// What is plain before anything is sent: up to twenty megabytes go with a film.
function look() {
  for (const name of Object.keys(NAMES).filter(chosen)) fits(name, chosen(name));
  if (chosen("film") && !chosen("captions")) throw new Told(WORDS_TOO);
}

function fits(name, file) {
  const limit = most(name);
  if (!file.size) throw new Told(`${NAMES[name]}是空的文件，里面什么也没有。请换一个。`);
  if (file.size > limit.bytes) throw new Told(`${NAMES[name]}有 ${(file.size / MB).toFixed(1)} MB，最大 ${limit.words}。请压小一点，手机要用流量。`);
}

async function number(name) {
  const file = chosen(name);
  if (!file) return "";
  if (brought.has(file)) return brought.get(file);
  const original = await file.arrayBuffer().catch(() => { throw new Told(`${NAMES[name]}读不出来。请再选一次。`); });
  const say = (percent) => {
    told.textContent = `正在传${NAMES[name]} ${percent}%，别关这一页…`;
    far.value = percent;
    far.hidden = false;
  };
  const kind = file.type || (name === "captions" ? "text/vtt" : "");
  say(0);
  const found = await carry(file, { hash: await sha256(original), bytes: String(file.size), ...(kind ? { type: kind } : {}) }, say);
  brought.set(file, found);
  return found;
}

async function choose() {
  look();
  const body = { seen: form.dataset.seen };
  for (const name of Object.keys(NAMES)) body[name] = await number(name);
  told.textContent = LOOKING;
  const answer = await send(form.action, JSON.stringify(body), { "Content-Type": "application/json" });
  if (answer.offline) throw new Told(answer.left ? UNHEARD : CUT);
  // What the house has not got any more (nobody took it for a day) is brought again.
  if (answer.status === GONE) for (const name of Object.keys(NAMES)) if (chosen(name)) brought.delete(chosen(name));
  if (!answer.ok) throw new Told([answer.words, answer.todo].filter(Boolean).join(" "));
  told.textContent = answer.words;
  location.reload();
}

form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  told.className = "";
  try {
    await choose();
  } catch (error) {
    told.className = "told";
    told.textContent = error instanceof Unsent && !error.answered ? CUT : error instanceof Told ? error.message : FAILED;
    mark(placed([told.textContent]));
    if (!(error instanceof Told)) throw error;
  } finally {
    button.disabled = false;
    far.hidden = true;
  }
});
