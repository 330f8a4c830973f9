// What every page does: reads its data, sends an act with its token, and tells in plain words what came of it.

import { mark, placed, wrong } from "./faults.js";
import { make } from "./make.js";

export const page = JSON.parse(document.getElementById("page").textContent);
// What is sent may take longer the larger it is, down to a slow uplink of 10 KB/s.
const TIME_OUT_MS = 20000;
const SLOW_BYTES_PER_MS = 10;
const MOST_MS = 240000;
const UNKNOWN = "没有回音，不知道收到没有。有信号后再点一下，不会重复。";
const FAILED = "这一步没有做成。请再点一次；还不行就重新打开这一页。";
const SETTLED_MS = 600;
const unanswered = new Map();
const loaded = { steady: performance.now(), clock: Date.now() };
let attempts = 0;
let doubt = "";
let settling = 0;

export const element = (id) => document.getElementById(id);

// `{ok, words, tone, next, todo}`, or `{offline: true, left}` when nobody answered: then the same may be sent again.
// left: whether it may have left the phone, now or at an earlier try.
// about: the thing that the act sets, where the page has several: a later act about the same thing replaces it.
export function act(name, data, { text = "", token = page.token, about = "" } = {}) {
  const send = (number) => post("/h5/act", { name, data, text, ...number }, token);
  return numbered([token, name, about], [name, given(data), text], send);
}

// Each act of the page has its own number and moment. An act without an answer keeps both, because the house may have done
// it already and must do it only once, and because it may arrive after a later act. When something else was sent about the same thing, it is a new act: the first answer
// would no longer be true.
export async function numbered(about, what, send) {
  const [thing, key] = [about, what].map((each) => JSON.stringify(each));
  const last = unanswered.get(thing);
  const mine = last?.key === key ? last : { key, number: { attempt: (attempts += 1), acted: page.opened + Math.round(passed()) } };
  unanswered.set(thing, mine);
  const answer = await send(mine.number);
  mine.left ||= answer.left;
  if (!answer.offline && unanswered.get(thing) === mine) unanswered.delete(thing);
  return answer.offline ? { ...answer, left: mine.left } : answer;
}

// How long the page has been there. The steady count may rest while the phone sleeps, and the clock may be set back.
const passed = () => Math.max(performance.now() - loaded.steady, Date.now() - loaded.clock);

// By how many milliseconds the house's clock is ahead of the phone's; null on a page that the house has not made.
export const ahead = () => (page.opened ? Math.round(page.opened + passed() - Date.now()) : null);

// What the person gave, without what the phone adds at each try.
const given = (data) => Object.fromEntries(Object.entries(data).filter(([name]) => !page.phones.includes(name)));

export const post = (address, body, token = page.token) =>
  send(address, JSON.stringify(body), { "Content-Type": "application/json" }, token);

// The house's answer, or `{offline: true, left}` when there is none, or it is somebody else's.
export async function send(address, body, headers = {}, token = page.token) {
  const online = navigator.onLine;
  try {
    const signal = AbortSignal.timeout(patience(new Blob([body]).size));
    const response = await fetch(address, { method: "POST", headers: { ...headers, "X-Page-Token": token }, body, signal });
    return { status: response.status, ...(await response.json()) };
  } catch {
    // Only a phone that was offline before and after has surely sent nothing: the house may have anything else.
    return { ok: false, offline: true, left: online || navigator.onLine };
  }
}

const patience = (bytes) => Math.min(MOST_MS, TIME_OUT_MS + bytes / SLOW_BYTES_PER_MS);

// Whether nobody answered; the bar says what is known of it. unsent: the words when nothing has left the phone.
export function unheard(answer, unsent, more = "") {
  doubt = answer.offline && answer.left ? UNKNOWN + more : "";
  bar(doubt || (answer.offline ? unsent : ""));
  return Boolean(answer.offline);
}

// The quiet bar at the foot: what is kept and what waits. Empty words remove it, and the foot too when nothing else is
// in it.
export function bar(words, kept = false) {
  const shown = element("bar");
  if (element("foot")) element("foot").hidden = !words;
  shown.textContent = words;
  shown.hidden = !words;
  shown.classList.toggle("kept", kept);
}

export function watchSignal(words) {
  window.addEventListener("offline", () => bar(doubt || words));
  window.addEventListener("online", () => bar(doubt));
  if (!navigator.onLine) bar(words);
}

// The words of an answer; for none, that nobody knows what became of it. Empty when nothing has left the phone.
export function worded(answer) {
  if (answer.offline) return answer.left ? UNKNOWN : "";
  return [answer.words, answer.todo].filter(Boolean).join(" ");
}

export function say(answer) {
  const panel = element("answer");
  panel.className = `card state arrive tone-${answer.tone || "caution"}`;
  element("answer-words").textContent = answer.words || "";
  element("answer-todo").textContent = answer.todo || "";
  const link = element("answer-next");
  link.hidden = !answer.next;
  if (answer.next) Object.assign(link, { href: answer.next, textContent: onward(answer) });
  panel.hidden = false;
  panel.scrollIntoView({ block: "center" });
  settle();
}

// What appears where somebody has just tapped must not take the second half of a double tap.
function settle() {
  const root = document.documentElement;
  clearTimeout(settling);
  root.classList.add("settling");
  settling = setTimeout(() => root.classList.remove("settling"), SETTLED_MS);
}
if (performance.getEntriesByType("navigation")[0]?.type === "reload") settle();

// Where an answer leads: to a newer page like this one, or to what it was about, which the house calls by its name.
const ANEW = { question: "下一题" };
function onward({ next, onward: words }) {
  const page = next.split("/").at(-2);
  return page === location.pathname.split("/").at(-2) ? ANEW[page] ?? "打开新的" : words || "点开看";
}

// Whether a form, or a part of the page with a button of its own, is filled in; else each field says what it lacks.
// more: what is wrong besides, as `faults.js` takes it.
export function filled(part = document, more = []) {
  const faults = [...wrong(part), ...more];
  mark(faults);
  return faults.length === 0;
}

// What the house did not take: its words stand in the answer, and at the fields that they name.
export function refused(answer, part = document) {
  say(answer);
  mark(placed((answer.words || "").split("；"), part));
}

// The same for a part of the page with a line of its own: what belongs to a field stands only there.
export function tell(answer, line, part) {
  const faults = answer.tone === "stop" ? placed([answer.words || ""], part) : [];
  line.textContent = faults.length ? "" : worded(answer);
  line.classList.toggle("stop", answer.tone === "stop");
  if (answer.tone === "stop") mark(faults);
}

// The page becomes its own receipt: the words, first where the work is stopped while it goes on, and one link on.
export function finish(answer, word) {
  const panel = document.createElement("section");
  panel.className = `card state arrive tone-${answer.tone}`;
  panel.id = "answer";
  panel.setAttribute("role", "status");
  panel.append(make("span", word, "word"), make("h1", answer.words));
  document.querySelector("main").replaceChildren(panel);
  const row = document.querySelector(".foot > div:last-child");
  const links = [[answer.stop, "停工", " danger"], [answer.next, answer.next && onward(answer), ""]];
  const [main, other] = links.filter(([href]) => href);
  const link = ([href, words, tone], look) => Object.assign(make("a", words, `button ${look}${tone}`), { href });
  row.parentElement.hidden = false;
  if (main) row.replaceChildren(link(main, "main"));
  else row.parentElement.remove();
  if (other) panel.append(link(other, "wide"));
  window.scrollTo(0, 0);
  settle();
}

// A failure whose message is meant for the person.
export class Told extends Error {}

// Does the work with the button closed. If it fails, the page says so; an unforeseen failure is thrown on as well.
export async function busy(button, words, work) {
  const before = button.textContent;
  button.disabled = true;
  button.textContent = words;
  try {
    await work();
  } catch (error) {
    bar(error instanceof Told ? error.message : FAILED);
    if (!(error instanceof Told)) throw error;
  } finally {
    button.disabled = false;
    button.textContent = before;
  }
}
