// What every page does: reads its data, sends an act with its token, and tells in plain words what came of it.

export const page = JSON.parse(document.getElementById("page").textContent);
const TIME_OUT_MS = 20000;
let attempt = 1;

export const element = (id) => document.getElementById(id);

// `{ok, words, tone, next, todo}`, or `{offline: true}` when nobody answered: then the same try may be sent again.
export async function act(name, data, { text = "", token = page.token } = {}) {
  const answer = await post("/h5/act", { name, data, text, attempt }, token);
  if (!answer.offline) attempt += 1;
  return answer;
}

export async function post(address, body, token = page.token) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Page-Token": token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIME_OUT_MS),
    });
    return await response.json();
  } catch {
    return { ok: false, offline: true };
  }
}

// The quiet bar over the main button: what is kept and what waits. Empty words take it away.
export function bar(words, kept = false) {
  const shown = element("bar");
  shown.textContent = words;
  shown.hidden = !words;
  shown.classList.toggle("kept", kept);
}

export function watchSignal(words) {
  window.addEventListener("offline", () => bar(words));
  window.addEventListener("online", () => bar(""));
  if (!navigator.onLine) bar(words);
}

export function say(answer) {
  const panel = element("answer");
  panel.className = `card state arrive tone-${answer.tone || "caution"}`;
  element("answer-words").textContent = answer.words || "";
  element("answer-todo").textContent = answer.todo || "";
  panel.hidden = false;
  panel.scrollIntoView({ block: "center" });
}

// The page becomes its own receipt: the words, and one link on.
export function finish(answer, word) {
  const panel = document.createElement("section");
  panel.className = `card state arrive tone-${answer.tone}`;
  panel.id = "answer";
  panel.setAttribute("role", "status");
  panel.append(make("span", word, "word"), make("h1", answer.words));
  document.querySelector("main").replaceChildren(panel);
  const row = document.querySelector(".foot > div:last-child");
  const link = make("a", "看签批单", "button main");
  link.href = answer.next;
  if (answer.next) row.replaceChildren(link);
  else row.parentElement.remove();
  window.scrollTo(0, 0);
}

export function make(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

export async function busy(button, words, work) {
  const before = button.textContent;
  button.disabled = true;
  button.textContent = words;
  try {
    return await work();
  } finally {
    button.disabled = false;
    button.textContent = before;
  }
}
