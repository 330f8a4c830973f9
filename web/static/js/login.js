// DingTalk's silent login: a code from its script, posted to us; the page comes back and takes this document's place.

import { load, within } from "./script.js";

const login = JSON.parse(document.getElementById("login").textContent);
const WAIT_MS = 8000;

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

async function enter() {
  await within(WAIT_MS, load(login.script));
  const response = await fetch("/h5/dingtalk/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code: await code(), next: login.next }),
    signal: AbortSignal.timeout(WAIT_MS * 2),
  });
  const answer = await response.json();
  if (!answer.ok) {
    fail(answer.words, answer.todo);
    return;
  }
  document.open();
  document.write(answer.html);
  document.close();
}

enter().catch(() => fail("钉钉没有认出你是谁。", "请在钉钉里打开，或点下面重新打开。"));
