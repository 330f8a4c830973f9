// DingTalk's silent login: a code from its script, posted to us; the page comes back and takes this document's place.

import { load, within } from "./script.js";

const login = JSON.parse(document.getElementById("login").textContent);
const WAIT_MS = 8000;
// How often it tries again by itself where many sign in at once.
const MOST_TRIES = 10;

function ask(api, options) {
  const asked = new Promise((resolve, reject) => {
    const done = (answer) => resolve(answer.code);
    const ends = { success: done, fail: reject, onSuccess: done, onFail: reject };
    Promise.resolve(api({ ...options, ...ends })).catch(reject);
  });
  return within(WAIT_MS, asked);
}

// The new call needs a client of 7.0.45 or later; older ones know only the second.
async function code() {
  const { corpId, clientId } = login;
  if (dd.requestAuthCode) {
    try {
      return await ask(dd.requestAuthCode, { corpId, clientId });
    } catch {
      // An old client knows the name but not the call: the older way is tried next.
    }
  }
  return ask(dd.runtime.permission.requestAuthCode, { corpId });
}

function fail(words, todo) {
  document.getElementById("waiting").hidden = true;
  document.getElementById("failed-words").textContent = words;
  document.getElementById("failed-todo").textContent = todo;
  document.getElementById("failed").hidden = false;
  document.getElementById("again").hidden = false;
}

// The house's answer; null when there is none, or it is somebody else's. Where there was no place for it, the code is as
// good as before.
async function identified(given, tries = 1) {
  const answer = await posted(given);
  if (!answer?.again_s || tries === MOST_TRIES) return answer;
  await new Promise((resolve) => setTimeout(resolve, answer.again_s * 1000));
  return identified(given, tries + 1);
}

async function posted(given) {
  try {
    const response = await fetch("/h5/dingtalk/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: given, next: login.next }),
      signal: AbortSignal.timeout(WAIT_MS * 2),
    });
    return await response.json();
  } catch {
    return null;
  }
}

async function enter() {
  const loaded = await within(WAIT_MS, load(login.script)).then(() => true, () => false);
  const answer = loaded ? await identified(await code()) : null;
  if (!answer) {
    fail("没有回音。", "请到有信号的地方，点下面「重新打开」。");
    return;
  }
  if (!answer.ok) {
    fail(answer.words, answer.todo);
    return;
  }
  document.open();
  document.write(answer.html);
  document.close();
}

enter().catch(() => fail("钉钉没有认出你是谁。", "请在钉钉里打开，或点下面「重新打开」。"));
