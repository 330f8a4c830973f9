// People are found by typing. Each chosen person is a chip; a sheet asks the house, which knows who opened the page.

import { element, post } from "./page.js";
import { make } from "./make.js";
import { mending, teaching } from "./teach.js";

const PAUSE_MS = 200;
const NO_SIGNAL = "没有信号，现在找不了人。已经选的都在，有信号后再找。";
const NOBODY = "没有找到。换个字，或只打姓名的首字母。";
const controls = [...document.querySelectorAll("[data-people]")];
let about = () => ({});
let current = null;
let pause = 0;
let round = 0;

const many = (box) => "many" in box.dataset;
const most = (box) => Number(box.dataset.most || Infinity);
const chips = (box) => [...box.querySelectorAll(".chip")];
const id = (chip) => chip.querySelector("input").value;
const control = (field) => controls.find((box) => box.dataset.people === field);

export const chosen = (box) => chips(box).map(id);

// given: what else the house must know to answer, at the moment of asking.
export function people(given = () => ({})) {
  about = given;
  teaching(given);
  for (const box of controls) {
    box.querySelector(".find").addEventListener("click", () => open(box));
    box.addEventListener("click", (event) => {
      const chip = event.target.closest(".chip button")?.parentElement;
      if (chip) takeAway(box, chip);
    });
    tell(box);
  }
  if (controls.length) dress(element("sheet"));
}

// The chosen people as a draft keeps them: with names, so that a phone without signal can show them.
export function names() {
  const all = controls.flatMap((box) => chips(box).map((chip) => [id(chip), kept(chip)]));
  return Object.fromEntries(all);
}

const kept = (chip) => ({ title: chip.querySelector("span").textContent, contractor: chip.dataset.contractor === "true" });

// People from a draft or an older permit; then the house is asked who may still be chosen today. keyOf: what the pairs
// call a box.
export function put(pairs, known, keyOf = (box) => box.dataset.people) {
  for (const box of controls) {
    const own = pairs.filter(([name]) => name === keyOf(box)).map(([, value]) => value);
    if (own.length === 0) continue;
    chips(box).forEach((chip) => chip.remove());
    for (const person of own.filter(Boolean)) add(box, { id: person, title: person, ...known[person] });
  }
  return checkAll();
}

export const checkAll = () => Promise.all(controls.map(check));

// People of the other side (own or contractor) are dropped.
export function keepSide(field, outside) {
  const box = control(field);
  const foreign = box ? chips(box).filter((chip) => (chip.dataset.contractor === "true") !== outside) : [];
  foreign.forEach((chip) => chip.remove());
  if (foreign.length) tell(box);
}

const proposals = {};

// Somebody whom the house proposes is chosen, unless another was chosen by hand.
export function propose(field, person) {
  if (!picked(field)) add(control(field), person);
  proposals[field] = person.id;
}

// Who was chosen by hand; empty while it is nobody, or whom the house proposed.
export function picked(field) {
  const mine = chosen(control(field))[0] ?? "";
  return mine === proposals[field] ? "" : mine;
}

async function check(box) {
  const ids = chosen(box);
  if (ids.length === 0) return;
  const seen = await ask(box, { ids });
  if (!seen.ok) return;
  const gone = [];
  for (const chip of chips(box).filter((each) => ids.includes(id(each)))) {
    const person = seen.people.find((each) => each.id === id(chip));
    if (person && person.lacks.length === 0) dressChip(chip, person);
    else gone.push([chip, person]);
  }
  if (gone.length === 0) return;
  const why = (person) => person?.lacks.join("，") || "这一栏现在不能选";
  const lines = gone.map(([chip, person]) => [make("span", `${kept(chip).title}没有选上：${why(person)}`), ...(person ? mending(person, box.dataset.role) : [])]);
  box.querySelector(".told").replaceChildren(...lines.flat());
  gone.forEach(([chip]) => chip.remove());
  changed(box);
}

const ask = (box, what) => post("/h5/people", { role: box.dataset.role, ...about(), ...what });

function add(box, person) {
  const chip = make("li", "", "chip");
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: box.dataset.people, value: person.id });
  const button = make("button", many(box) ? "去掉" : "换人");
  button.type = "button";
  chip.append(field, make("span", ""), button);
  dressChip(chip, person);
  if (!many(box)) chips(box).forEach((each) => each.remove());
  box.querySelector(".chosen").append(chip);
  tell(box);
}

function dressChip(chip, { title, contractor }) {
  chip.querySelector("span").textContent = title;
  chip.dataset.contractor = String(Boolean(contractor));
}

function takeAway(box, chip) {
  chip.remove();
  changed(box);
  if (many(box)) box.querySelector(".find").focus();
  else open(box);
}

// A single person is changed through the chip; with several, the count says how many more may be named.
function tell(box) {
  const count = chips(box).length;
  box.querySelector(".find").hidden = !many(box) && count > 0;
  if (many(box)) box.querySelector(".count").textContent = counted(box);
}

function counted(box) {
  const count = chips(box).length;
  return [most(box) < Infinity ? `最多 ${most(box)} 人` : "", count ? `已选 ${count} 人` : ""].filter(Boolean).join("，");
}

function changed(box) {
  tell(box);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function dress(sheet) {
  const words = element("sheet-words");
  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, PAUSE_MS);
  });
  element("sheet-done").addEventListener("click", () => sheet.close());
  element("sheet-list").addEventListener("click", (event) => {
    const row = event.target.closest("button.person");
    if (row) toggle(row.person);
  });
  sheet.addEventListener("keydown", byKey);
  window.addEventListener("online", () => { if (sheet.open) search(); });
}

function open(box) {
  current = box;
  box.querySelector(".told").textContent = "";
  element("sheet-title").textContent = box.dataset.words;
  element("sheet-words").value = "";
  element("sheet-list").replaceChildren();
  element("sheet-more").textContent = "";
  delete element("sheet-list").dataset.words;
  element("sheet-count").textContent = many(box) ? counted(box) : "";
  element("sheet-done").textContent = many(box) ? "选好了" : "返回";
  say("");
  element("sheet").showModal();
  search();
}

// An answer that was overtaken by another letter is dropped.
async function search() {
  const mine = (round += 1);
  clearTimeout(pause);
  const words = element("sheet-words").value;
  const seen = await ask(current, { words });
  if (mine !== round) return;
  if (!seen.ok) return say(seen.offline ? NO_SIGNAL : [seen.words, seen.todo].filter(Boolean).join(" "));
  element("sheet-list").dataset.words = words;
  say(seen.people.length ? "" : seen.missing || NOBODY);
  element("sheet-more").textContent = seen.more ? `还有 ${seen.more} 人。再打几个字，就排到前面。` : "";
  element("sheet-list").replaceChildren(...seen.people.map(row));
}

function say(words) {
  element("sheet-told").textContent = words;
}

function row(person) {
  const button = make("button", "", "person");
  button.type = "button";
  button.person = person;
  button.disabled = person.lacks.length > 0;
  const about = make("small", [person.note, person.paper, person.at_work || person.lacks.length ? "" : "不当班"].filter(Boolean).join(" · "), "quiet");
  button.append(make("span", person.title), about, ...person.lacks.map((lack) => make("small", lack, "lacks")));
  const item = document.createElement("li");
  item.append(button, ...mending(person, current.dataset.role));
  mark(button);
  return item;
}

const mark = (button) => button.setAttribute("aria-pressed", String(chosen(current).includes(button.person.id)));

function toggle(person) {
  const chip = chips(current).find((each) => id(each) === person.id);
  if (chip && many(current)) chip.remove();
  else if (!chip && many(current) && chips(current).length >= most(current)) return say(full(current));
  else if (!chip) add(current, person);
  changed(current);
  if (!many(current)) return element("sheet").close();
  say("");
  element("sheet-count").textContent = counted(current);
  element("sheet-list").querySelectorAll("button.person").forEach(mark);
}

const full = (box) => `最多 ${most(box)} 人，已经选满。先去掉一位再选。`;

// Arrows walk through the list; Enter takes the first who may be chosen, once the list shows what was typed.
function byKey(event) {
  if (event.isComposing) return;
  const rows = [...element("sheet-list").querySelectorAll("button.person:enabled")];
  const at = rows.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) (rows[at + step] ?? (at + step < 0 ? element("sheet-words") : rows[at]))?.focus();
  else if (event.key === "Enter" && event.target.value === element("sheet-list").dataset.words && rows.length) toggle(rows[0].person);
  else return;
  event.preventDefault();
}
