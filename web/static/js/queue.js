// Reports that wait in the phone, and how they reach the house: first what was written, then the pictures one by one.
// Each has an id of its own, so however often it is sent, the house has it once. What waits is shown, with whose it is.

import { ahead, bar, busy, element, page, post, Told, worded } from "./page.js";
import { drafts, drop, dropPhoto, fresh, note, part, photosOf } from "./kept.js";
import { make } from "./make.js";
import { carry, sha256 } from "./picture.js";

const EVERY_MS = 30000;
// What hurts somebody now is sent again so soon.
const DANGER_MS = 3000;
const MOST_TRIES = 99;
const ANEW = "这一页开得久了，要重新打开才能发。";
const SIGNAL = "有信号了。正在写的写完点「发送」，手机里的一起发；不写了，点下面「重新打开，接着发」。";
export const AS_NEW = "作为新的一条报";
const ASKED = "有一条等你定，还没有报：见上面「手机里的」。";
const ID_LENGTH = 32;
// How sending one of them ended: all is there; nobody answered, or could take it now; the page is too old; it was refused;
// the house has another one under its id, so it is another one from now on, and its writer is asked whether it is a new one.
export const [DONE, OFFLINE, LOGIN, REFUSED, OTHER] = ["done", "offline", "login", "refused", "other"];
const STOPS = [OFFLINE, LOGIN];
let tries = 0;
let running = null;
let options = { mine: "", pictures: false, edit: null, anew: () => {} };
const arrived = [];

// Sends one report, kept or not. Gives `{end, answer}`; once the report is there it stands as `sent`, and what is left
// are its pictures. Its id may be another one afterwards.
export async function deliver(draft, pictures, tell = () => {}) {
  if (draft.state !== "sent") {
    const told = await sendReport(draft, pictures);
    if (told.end !== DONE) return told;
  }
  for (const [at, each] of pictures.filter(({ there }) => !there).entries()) {
    const told = await sendPicture(draft, each, (percent) => tell(`正在传第 ${at + 1} 张照片 ${percent}%`));
    if (told.end !== DONE) return told;
  }
  await quietly(drop(draft.id));
  return { end: DONE, answer: draft.answer };
}

async function sendReport(draft, pictures) {
  const here = pictures.filter(({ number }) => number);
  const awaited = pictures.filter(({ number }) => !number);
  const data = {
    ...draft.data,
    draft: draft.id,
    photos: [...draft.chat, ...here.filter((each) => !each.after).map(({ number }) => number)],
    after: here.filter((each) => each.after).map(({ number }) => number),
    awaited: awaited.map(({ hash }) => hash),
    after_awaited: awaited.filter((each) => each.after).map(({ hash }) => hash),
    clock: clock(draft),
  };
  const answer = await act("hazard.report", data, draft.text);
  if (answer.status === 422 && draft.chat.length + here.length) {
    // The house has kept the pictures for a day and not longer: they follow once more.
    draft.chat = [];
    for (const each of here) delete each.number;
    return sendReport(draft, pictures);
  }
  const end = endOf(answer, "done");
  if (end === REFUSED && answer.stands?.number) return asNew(draft, pictures, answer);
  if (end !== DONE) return over(draft, end, answer);
  const words = draft.before ? `${answer.words}先前发的那份也在：${draft.before}。` : answer.words;
  const { tone, next, onward } = answer;
  Object.assign(draft, { state: "sent", fault: "", answer: { tone, words, next, onward } });
  await quietly(note(draft));
  for (const each of here) await forget(draft, each);
  return { end, answer };
}

// An earlier try has arrived, its answer was lost, and what stands in the report has changed since: that is another report.
// What hurts people goes at once; anything else when its writer says so.
async function asNew(draft, pictures, answer) {
  const { number, words, awaited } = answer.stands;
  const there = { ...draft, state: "sent", text: words, fault: "", answer: { tone: "done", words: `${number} 报上去了。`, next: "" } };
  const { danger } = draft.data;
  Object.assign(draft, { id: await nextId(draft), before: number, asks: !danger, state: "waiting", fault: danger ? "" : worded(answer) });
  await quietly(part(there, awaited, draft));
  return danger ? sendReport(draft, pictures) : { end: OTHER, answer };
}

// The same from whichever page it is made, so that two of them make one report.
async function nextId({ id, text, data: { position, shown, ...chosen } }) {
  const made = await quietly(sha256(new TextEncoder().encode(JSON.stringify([id, text, chosen]))));
  return made?.slice(0, ID_LENGTH) ?? fresh();
}

async function sendPicture(draft, each, tell) {
  const brought = await bring(each, tell);
  if (brought.end) return over(draft, brought.end, brought.answer);
  const answer = await act("hazard.photo", { draft: draft.id, photo: each.number });
  const end = endOf(answer, "done", "caution");
  if (end !== OFFLINE) delete each.number;
  // The house does not know the report: it was restored from before.
  if (answer.tone === "info") draft.state = "waiting";
  if (end !== DONE) return over(draft, answer.tone === "info" ? OFFLINE : end, answer);
  await forget(draft, each);
  return { end, answer };
}

async function bring(each, tell) {
  try {
    each.number ??= await carry(new Blob([each.bytes], { type: each.type }), each.told, tell);
    return {};
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    const status = error.status ?? (error.answered ? 503 : 0);
    const answer = { status, tone: "stop", words: error.message, offline: !status };
    return { end: endOf(answer), answer };
  }
}

// Another number for each try, because what the house said to an earlier one may no longer be so.
function act(name, data, text = "") {
  tries += 1;
  return post("/h5/act", { name, data, text, attempt: 1 + (tries % MOST_TRIES) });
}

function endOf(answer, ...good) {
  if (answer.offline || answer.status >= 500 || answer.status === 429) return OFFLINE;
  if (answer.status === 401) return LOGIN;
  return good.includes(answer.tone) ? DONE : REFUSED;
}

async function over(draft, end, answer) {
  draft.fault = end === REFUSED ? worded(answer) : "";
  if (draft.state !== "writing") await quietly(note(draft));
  return { end, answer };
}

async function forget(draft, each) {
  each.there = true;
  await quietly(dropPhoto(draft.id, each.hash));
}

// What the phone's clock shows now, and how far the house's is ahead of it.
const clock = (draft) => ({ ...draft.clock, sent: Date.now(), ahead: ahead() });
const quietly = (work) => work.catch(() => null);

// Whose reports are sent from this page: the person's who has opened it.
export function whose(person) {
  options.mine = person;
}

// Sends what waits by itself: now, when there is signal again, when the page is seen, and twice a minute; and shows it.
// pictures: whether the page is made only for pictures of reports that are
// there; edit: opens a report in the form; anew: what to do when the page is too old.
export function queue(given) {
  options = { ...options, ...given };
  window.addEventListener("online", () => replay());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) replay(); });
  setInterval(replay, EVERY_MS);
  element("send-kept").addEventListener("click", (event) => busy(event.currentTarget, "正在发…", () => replay({ refused: true })));
  return replay({ refused: true });
}

// refused: also what the house did not take before. One at a time, also where the page is open twice.
export function replay({ refused = false } = {}) {
  const alone = (work) => (navigator.locks ? navigator.locks.request("anhao:kept", work) : work());
  running ??= alone(() => sendAll(refused)).finally(() => { running = null; });
  return running;
}

// What was written of each goes before the pictures of any.
async function sendAll(refused) {
  const waiting = (await kept()).filter((each) => due(each) && (refused || !each.fault));
  const unsent = waiting.filter(({ state }) => state !== "sent");
  let end = await inTurn(unsent, (draft, pictures) => sendReport(draft, pictures));
  const sent = waiting.filter(({ state }) => state === "sent");
  if (!STOPS.includes(end)) end = await inTurn(sent, (draft, pictures) => deliver(draft, pictures, (words) => list({ [draft.id]: words })));
  await list({}, end !== LOGIN ? "" : page.token ? ANEW : SIGNAL);
  if (end === LOGIN) options.anew();
}

// Gives how the last one ended; one that nobody answers ends the turn.
async function inTurn(waiting, work) {
  let end = DONE;
  for (const draft of waiting) {
    const sent = draft.state === "sent";
    const pictures = ((await quietly(photosOf(draft.id))) ?? []).filter(({ hash }) => draft.photos.some((each) => each.hash === hash));
    ({ end } = await work(draft, pictures));
    if (sent && end === DONE) arrived.push(draft.answer.words);
    if (STOPS.includes(end)) break;
  }
  return end;
}

const mine = (draft) => draft.person === options.mine;
const due = (draft) => mine(draft) && !draft.asks && (draft.state === "sent" || !options.pictures);

// Everything that waits in this phone, whosever it is, the oldest first; what is still being written does not.
async function kept() {
  const waiting = ((await quietly(drafts())) ?? []).filter(({ state }) => state !== "writing");
  return waiting.sort((one, other) => one.clock.found - other.clock.found);
}

// said: of some of them, what is being done now; more: what is to be done besides. A page that has become its receipt
// shows none.
export async function list(said = {}, more = "") {
  const found = await kept();
  const own = found.filter(mine);
  const box = element("kept");
  if (!box) return;
  box.querySelector("ul").replaceChildren(...own.map((each) => row(each, said[each.id])), ...others(found));
  element("kept-told").textContent = [...arrived, more].filter(Boolean).join("\n");
  box.hidden = !found.length && !arrived.length;
  element("send-kept").hidden = !own.some(due);
  if (own.some(hurts)) soon();
  if (own.some(({ asks }) => asks)) bar(ASKED, true);
  else if (!own.length && element("bar").classList.contains("kept")) bar("");
}

const hurts = (draft) => due(draft) && draft.state !== "sent" && !draft.fault && draft.data.danger;

let again = 0;
function soon() {
  clearTimeout(again);
  again = setTimeout(replay, DANGER_MS);
}

// Whose they are stands there, and only he sends them.
function others(found) {
  const theirs = found.filter((each) => !mine(each));
  const names = [...new Set(theirs.map(({ name }) => name))];
  const count = (name) => theirs.filter((each) => each.name === name).length;
  return names.map((name) => make("li", `${name}有 ${count(name)} 条在这部手机里没发完。请${name}用这部手机打开「报隐患」。`, "quiet"));
}

function row(draft, said) {
  const made = make("li", "");
  made.append(make("p", `${draft.at} ${draft.text || "见照片"}`), make("p", said || stand(draft), "quiet"));
  if (draft.asks && options.edit) made.append(button(AS_NEW, () => sendAsNew(draft), "wide"));
  if (draft.state !== "sent" && options.edit) made.append(buttons(draft));
  return made;
}

function stand(draft) {
  if (draft.fault) return `没有发成：${draft.fault}`;
  if (draft.state === "sent") return `${draft.answer.words}还有照片在手机里，有信号就接着传。`;
  if (hurts(draft)) return "可能已经到了，正在接着发，不会重复。先让人离开，打现场电话。";
  const count = draft.photos.length;
  return `已存在手机里，临时号 ${draft.id.slice(0, 4)}${count ? `，${count} 张照片` : ""}。开着这一页，有信号就自动发。`;
}

function buttons(draft) {
  const line = make("div", "", "spread");
  const away = button("删掉", () => away.replaceWith(button("真的不报了，删掉", () => drop(draft.id).then(() => list()))));
  line.append(button("改一改", () => options.edit(draft)), away);
  return line;
}

async function sendAsNew(draft) {
  await note({ ...draft, asks: false, fault: "" });
  await replay();
}

function button(words, work, look = "button") {
  const made = Object.assign(make("button", words, look), { type: "button" });
  made.addEventListener("click", work);
  return made;
}
