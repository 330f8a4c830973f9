// Which parts of the form are shown: questions of the chosen area, people of the side that works, hours below the
// ceiling, reasons for struck lines, what is chosen inside a fold, and what the server says of level and neighbours.

import { element, page } from "./page.js";
import { make } from "./make.js";
import { dayAndClock } from "./clock.js";
import { keepSide, propose } from "./people.js";
import { chosen, ends, field, form, related } from "./request_read.js";

export function fit() {
  const area = field("area").value;
  for (const box of form.querySelectorAll("fieldset[data-areas]")) {
    box.hidden = (Boolean(area) && !box.dataset.areas.split(" ").includes(area)) || !wanted(box.dataset.askedIf);
  }
  fitOptional();
  fitHours();
  fitLevel();
  fitFolds();
  keepSide("workers", chosen("contractor").value === "yes");
  for (const box of form.querySelectorAll(".strike")) {
    const why = box.querySelector(".why");
    if (why) why.hidden = !box.querySelector("[type=checkbox]").checked;
  }
  element("until").textContent = field("starts_at").value && chosen("hours") ? `到 ${dayAndClock(ends())} 结束` : "";
}

// Whether the other questions have the answers that bring this one: "NAME=yes ".
function wanted(askedIf = "") {
  const pairs = askedIf.split(" ").filter(Boolean).map((pair) => pair.split("="));
  return pairs.every(([name, answer]) => chosen(`inputs.${name}`)?.value === answer);
}

// The fold of what may be left out names what it holds in this area.
function fitOptional() {
  const fold = element("optional");
  if (!fold) return;
  const asked = [...fold.querySelectorAll("fieldset[data-label]")].filter((box) => !box.hidden).map((box) => box.dataset.label);
  fold.hidden = asked.length === 0;
  fold.querySelector("summary").textContent = `有就填：${asked.join("、")}`;
}

function fitHours() {
  const most = Number(chosen("level")?.dataset.hours || Infinity);
  const tiles = [...form.querySelectorAll('[name="hours"]')];
  for (const tile of tiles) tile.closest(".choice").hidden = Number(tile.value) > most;
  if (Number(chosen("hours")?.value) > most) tiles.filter((tile) => Number(tile.value) <= most).pop().checked = true;
}

// A fold says what is chosen inside it.
function fitFolds() {
  for (const fold of form.querySelectorAll("details[data-sums]")) {
    const ticked = [...fold.querySelectorAll(".choice input:checked + span")].map((words) => words.textContent);
    fold.querySelector("summary small").textContent = ticked.length ? `已选：${ticked.join("、")}` : fold.dataset.sums;
  }
}

function fitLevel() {
  const level = chosen("level");
  if (element("level-fold")) element("level-fold").textContent = level ? `按${managed || level.dataset.words}办，要更严点开改` : "自己选级别";
}

let derived = "";
// What the job is managed as, where hours or wind raise its level.
let managed = "";
const UNDECIDED = element("level-words")?.textContent ?? "";

// What the level rested on has changed: until the server says one again, there is none.
function forgetLevel(tiles) {
  for (const tile of tiles) tile.disabled = false;
  if (chosen("level")?.value === derived) chosen("level").checked = false;
  element("level-words").textContent = UNDECIDED;
  derived = "";
  managed = "";
}

// A level that the person chose; empty while it is the house's.
export function ownLevel() {
  const level = chosen("level")?.value ?? "";
  return level === derived ? "" : level;
}

// The derived level is chosen by itself, and lower ones are closed; a stricter one that the person chose stays.
export function showOutlook({ level, reasons, managed: seen, notes, near, start, begin, coordinator }) {
  showStart(start, begin);
  const tiles = [...form.querySelectorAll('[name="level"]')];
  const least = tiles.find((tile) => tile.value === level);
  if (least) {
    const mine = chosen("level");
    for (const tile of tiles) tile.disabled = Number(tile.dataset.rank) < Number(least.dataset.rank);
    if (!mine || mine.disabled || mine.value === derived) least.checked = true;
    element("level-words").textContent = [...reasons, ...seen.why].join("；");
    derived = level;
    managed = seen.level;
  } else if (derived) {
    forgetLevel(tiles);
  }
  element("notes").replaceChildren(...notes.map((words) => make("li", words)));
  showNear(near);
  showCoordinator(coordinator);
  element("beside").hidden = near.length + notes.length === 0;
}

let proposed = page.proposed;
let touched = false;
field("starts_at").addEventListener("input", () => { touched = true; });

// A beginning that nobody has chosen makes way for one that leaves time for the signatures.
function showStart(words, begin) {
  const moves = begin && !touched && field("starts_at").value === proposed;
  element("start-words").textContent = moves ? `${words}，已改到 ${dayAndClock(begin)}` : words;
  if (moves) field("starts_at").value = proposed = begin;
}

// Only a job that meets others has a coordinator.
function showCoordinator(coordinator) {
  element("coordinating").hidden = !coordinator;
  if (coordinator?.id) propose("coordinator", coordinator);
}

function showNear(near) {
  const wanted = related();
  element("near").hidden = near.length === 0;
  element("near-permits").replaceChildren(...near.map(({ number, title }) => nearTile(number, title, wanted.includes(number))));
}

function nearTile(number, title, checked) {
  const label = make("label", "", "choice");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = checked;
  // On its input, which the form's own listener hears next: the draft is kept with what was ticked.
  box.addEventListener("input", () => {
    const others = related().filter((each) => each !== number);
    field("related").value = [...others, ...(box.checked ? [number] : [])].join(",");
  });
  const words = make("span", title);
  words.append(make("small", ` ${number}`, "quiet"));
  label.append(box, words);
  return label;
}
