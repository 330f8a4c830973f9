// Reporting a hazard: a picture or a sentence, and one button. The place is where the phone is, unless one is chosen.
// What is taken and written is kept in the phone first, so that it needs no signal and outlives the page.

import { ahead, bar, busy, element, finish, page, refused, Told, unheard } from "./page.js";
import "./bridge.js";
import { beReady as storeReady, drafts, fresh, keep, keepPhoto, note, photosOf, remember, remembered } from "./kept.js";
import { make } from "./make.js";
import { add, clearPhotos, FROM_CHAT, markOf, photos, takeOut } from "./photos.js";
import { beReady, carry, prepare, sentAs, sha256 } from "./picture.js";
import { atOnce, keepLooking } from "./place.js";
import { AS_NEW, deliver, DONE, list, LOGIN, OTHER, queue, REFUSED, replay, whose } from "./queue.js";

const NEITHER = "照片和说明至少要有一样：拍一张，或写一句看到了什么。";
const TWICE = "这张已经有了，不用再加。";
const LEAST_WORDS = 4;
const KEPT = "已存在手机里，这一页开着，有信号就自动发；关了，请在有信号时再打开「报隐患」。急事请当面喊。";
const UNKEPT = "没有信号，这部手机也存不住。别关这一页，有信号后再点发送；或把照片和一句话发到聊天里。";
const NOBODY = "这部手机还没有人登录过，不知道是谁在报。请把照片和一句话发到聊天里；急事请当面喊。";
// So long a picture that is on its way is waited for before the report goes without it.
const PATIENCE_MS = 5000;
const SAVED_MS = 400;
// A page from the phone is opened anew no sooner: signal that comes and goes must not turn it round and round.
const STEADY_MS = 3000;
const TEXTS = ["area", "spot", "category", "did"];
const TICKS = ["danger", "fixed"];
const field = (name) => document.querySelector(`[name="${name}"]`);
// Pictures of how it was found, and of how it is where it was mended on the spot.
const [box, after] = document.querySelectorAll("[data-photos]");
const main = document.querySelector("main");
let me = { person: main.dataset.person, name: main.dataset.name };
// The machine whose code was scanned, "" without one.
const scanned = field("machine").value;
const place = field("area").value;
let id = fresh();
// The number of the report that was sent under an earlier id, where this one was written from it.
let before = "";
// By its hash, each picture of the form: `{hash, bytes, type, told, name, after, number}`.
let taken = new Map();
let sending = [];
let saving = 0;
// How many pictures are being read that do not stand in the form yet.
let taking = 0;

const rows = () => [...box.querySelectorAll("li")];
const fixed = () => field("fixed").checked;
// Those of after count only where it was mended.
const shown = (picture) => !picture.after || fixed();
const pictures = () => [...taken.values()].filter(shown);
const elsewhere = (picture) => `这张已经在${picture.after ? "「改好后的照片」" : "上面的照片"}里了。两处要各拍一张。`;

// What the form holds, as it is kept and sent.
function written(state) {
  const marked = markOf(box.parentElement);
  const { photo, ...region } = marked ?? {};
  const at = new Date();
  return {
    id,
    ...me,
    state,
    at: `${at.getMonth() + 1}月${at.getDate()}日 ${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`,
    text: element("words").value.trim(),
    chat: rows().map(({ dataset }) => dataset.number).filter(Boolean),
    photos: pictures().map(({ hash, name }) => ({ hash, name })),
    data: {
      shown: page.shown ?? "",
      area: field("area").value,
      machine: field("machine").value,
      spot: field("spot").value.trim(),
      category: field("category").value,
      danger: field("danger").checked,
      fixed: fixed(),
      did: fixed() ? field("did").value.trim() : "",
      mark: marked ? { of: rows()[photo].dataset.hash, ...region } : null,
    },
    clock: { found: at.getTime(), ahead_then: ahead() },
    fault: "",
    before,
    asks: false,
  };
}

async function send() {
  const draft = written("waiting");
  if (!rows().length && !pictures().length && draft.text.length < LEAST_WORDS) {
    refused({ tone: "stop", words: NEITHER });
    return;
  }
  // What is changed while it is under way would be in no report.
  main.inert = true;
  const { stands, told } = await bring(draft).finally(() => { main.inert = false; });
  if (draft.id !== id) become(draft);
  if (told.end === DONE) await reported(told.answer);
  else if (told.end === OTHER) await back(draft, { ...told.answer, next: "" });
  else if (told.end === REFUSED && draft.state !== "sent") await back(draft, told.answer);
  else if (draft.state === "sent" || stands) await next(draft, stands, told);
  else unheard({ offline: true, left: false }, UNKEPT);
}

// Gives whether it stands in the phone, and what came of sending it.
async function bring(draft) {
  draft.data.position = await atOnce();
  await Promise.race([Promise.allSettled(sending), new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); })]);
  clearTimeout(saving);
  const stands = await keep(draft).then(() => true, () => false);
  return { stands, told: await deliver(draft, pictures(), (words) => { element("send").textContent = words; }) };
}

async function reported(answer) {
  id = fresh();
  await list();
  finish(answer, "报上去了");
  main.append(Object.assign(make("a", "再报一处", "button wide"), { href: page.path }));
}

// What stands in the form has another id from now on.
function become(draft) {
  ({ id, before = "" } = draft);
  for (const one of taken.values()) one.draft = id;
}

// The house has not taken it: it is written on.
async function back(draft, answer) {
  await note({ ...draft, state: "writing" }).catch(() => {});
  refused(answer);
}

// It waits in the phone, whole or with some of its pictures; the form takes the next one.
async function next(draft, stands, told) {
  bar(draft.state === "sent" ? draft.answer.words : KEPT, true);
  if (stands) empty();
  await list();
  if (told.end === LOGIN) anew();
}

function empty() {
  id = fresh();
  before = "";
  taken = new Map();
  sending = [];
  clearPhotos(box);
  clearPhotos(after);
  element("words").value = "";
  for (const name of TEXTS) field(name).value = "";
  for (const name of TICKS) field(name).checked = false;
  field("area").value = place;
  field("machine").value = scanned;
  unfold();
  element("answer").hidden = true;
}

async function take(...given) {
  taking += 1;
  return kept(...given).finally(() => { taking -= 1; });
}

// A picture of the form: kept at once, and brought to the house meanwhile, if there is signal.
async function kept(file, way, tell, part) {
  const { body, told } = await prepare(file, way);
  const bytes = await body.arrayBuffer();
  const one = { draft: id, hash: await sha256(bytes), bytes, type: body.type || file.type, told, name: file.name, after: part === after };
  const same = taken.get(one.hash);
  if (same && shown(same)) throw new Told(same.after === one.after ? TWICE : elsewhere(same));
  // What stands in a slot that is folded away does not count there, so it may stand here.
  if (same) takeOut(after, one.hash);
  taken.set(one.hash, one);
  await keepPhoto(one).catch(() => {});
  sending.push(carry(body, told).then((number) => { one.number = number; }, () => {}));
  save();
  return { hash: one.hash, gone: () => away(one) };
}

function away(one) {
  taken.delete(one.hash);
  keepPhoto({ ...one, gone: true }).catch(() => {});
  save();
}

// What is half written outlives the page too.
function save() {
  clearTimeout(saving);
  const mine = id;
  saving = setTimeout(() => { if (mine === id) note(written("writing")).catch(() => {}); }, SAVED_MS);
}

// Shows a report in the form, to be written on.
async function edit(draft) {
  if (draft.id !== id) empty();
  become(draft);
  element("words").value = draft.text;
  for (const name of TEXTS) field(name).value = draft.data[name];
  for (const name of TICKS) field(name).checked = draft.data[name];
  field("machine").value = draft.data.machine ?? "";
  unfold();
  for (const one of (await photosOf(draft.id)).filter(({ gone }) => !gone)) {
    taken.set(one.hash, one);
    const picture = new Blob([one.bytes], { type: one.type });
    add(one.after ? after : box, { hash: one.hash, gone: () => away(one) }, one.name, picture);
  }
  await note({ ...draft, state: "writing" });
  await list();
  element("words").scrollIntoView({ block: "center" });
  if (before) refused({ tone: "caution", words: `${before} 已经报上去了。这一份和那份不一样，还没有报。` });
  label();
}

// A new page has a new login, and sends what waits. What is half written is kept and comes back; whoever is writing says
// himself when.
function anew() {
  const link = element("anew");
  const idle = !rows().length && !after.querySelector("li") && !element("words").value.trim() && !taking;
  const early = page.token ? 0 : STEADY_MS - performance.now();
  if (idle && !document.hidden && early > 0) setTimeout(replay, early);
  else if (idle && !document.hidden) location.replace(page.path);
  link.href = page.path;
  link.hidden = false;
  if (!page.token) document.querySelector("#head .word").textContent = "有信号了";
}

// Without signal the page comes from the phone, and whoever opened it last reports.
async function borrowed() {
  const last = await remembered().catch(() => null);
  if (!last) {
    element("send").disabled = true;
    bar(NOBODY);
    return;
  }
  me = { person: last.person, name: last.name };
  page.path = last.path;
  page.platform = last.platform;
  history.replaceState(null, "", last.path);
  document.querySelector("#head .quiet").textContent = last.name;
  for (const [name, pairs] of Object.entries(last.choices)) {
    field(name).append(...pairs.map(([value, words]) => Object.assign(make("option", words), { value })));
  }
}

const choices = (name) => [...field(name).options].filter(({ value }) => value).map(({ value, textContent }) => [value, textContent]);

async function begin() {
  if (page.token) {
    remember({ ...me, path: page.path, platform: page.platform, choices: { area: choices("area"), category: choices("category") } }).catch(() => {});
    navigator.serviceWorker?.register("/h5/worker.js", { scope: "/h5/" }).catch(() => {});
  } else await borrowed();
  whose(me.person);
  await storeReady();
  beReady();
  const half = ((await drafts().catch(() => [])) ?? []).find((each) => each.state === "writing" && each.person === me.person && [each.data.machine ?? "", ""].includes(scanned));
  if (half && (half.text || half.photos.length)) {
    await edit(half);
    field("area").value ||= place;
    for (const number of JSON.parse(box.dataset.uploads)) add(box, { number }, FROM_CHAT);
  }
  queue({ edit, anew });
}

function label() {
  if (element("send")) element("send").textContent = before ? AS_NEW : "发送";
}

// What he did is asked where he mended it.
function unfold() {
  element("fixed").hidden = !fixed();
}

photos(take);
field("fixed").addEventListener("change", unfold);
element("send").addEventListener("click", async (event) => {
  await busy(event.currentTarget, "正在存…", send);
  label();
});
element("locate").addEventListener("click", (event) => busy(event.currentTarget, "正在定位…", async () => { keepLooking(document); }));
main.addEventListener("input", save);
keepLooking(document);
begin();
