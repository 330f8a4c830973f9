// What is wrong stands at its field: marked, with its words, the first one in sight and ready to be written into.
// A field is a box with `data-label`, on the phone and in the console. `data-also`: other words by which the house means
// it; `data-lack`: what to say when nothing was given, which is a fault where the box has `data-required`; `data-given`: of
// its controls, those that count. A text field with `data-from`, and `data-upto`, takes a number within these bounds; a
// file field with `data-most`, a file of at most so many MB.

import { make } from "./make.js";

const CONTROLS = "input:not([type=hidden]):not([disabled]), select, textarea, button.find, button";
const GIVEN = 'input:not([type="file"]), select, textarea';

// faults: `{box, words}` in any order; those of an earlier try go.
export function mark(faults) {
  for (const box of document.querySelectorAll(".faulty")) clear(box);
  for (const { box, words } of faults) {
    box.classList.add("faulty");
    box.append(make("small", words, "fault"));
    box.querySelector(CONTROLS)?.setAttribute("aria-invalid", "true");
    box.addEventListener("input", () => clear(box), { once: true });
    // People and files are chosen by buttons, which tell of no input.
    box.addEventListener("click", () => clear(box), { once: true });
  }
  lead(document.querySelector(".faulty"));
}

export function clear(box) {
  box.classList.remove("faulty");
  box.querySelectorAll(".fault").forEach((words) => words.remove());
  box.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
}

// Each sentence belongs to the field whose name it says first; the others stay in the answer.
export function placed(sentences, root = document) {
  const boxes = [...root.querySelectorAll("[data-label]")].filter(shown);
  return sentences.flatMap((words) => {
    const said = boxes.flatMap((box) => names(box).filter((name) => words.includes(name)).map((name) => ({ box, name })));
    said.sort((one, other) => words.indexOf(one.name) - words.indexOf(other.name) || other.name.length - one.name.length);
    return said.length ? [{ box: said[0].box, words }] : [];
  });
}

// What was not given, or can't be meant. A part with a button of its own (`data-alone`) is looked at alone.
export function wrong(root = document) {
  const part = root.closest?.("[data-alone]") ?? null;
  const asked = [...root.querySelectorAll("[data-label]")].filter((box) => shown(box) && box.closest("[data-alone]") === part);
  return asked.map((box) => ({ box, words: fault(box), empty: !hasAny(box) })).filter(({ words }) => words);
}

// A sentence that quotes what was typed is about the field in which that stands.
const names = (box) => [box.dataset.label, ...(box.dataset.also ?? "").split(" "), ...typed(box)].filter(Boolean);
const typed = (box) => [...box.querySelectorAll("input[type=text]")].filter(given).map((field) => `「${field.value.trim()}」`);
const shown = (box) => !box.closest("[hidden]");

const fieldsOf = (box) => [...box.querySelectorAll(box.dataset.given ?? GIVEN)];
const hasAny = (box) => fieldsOf(box).some(given);

function fault(box) {
  const { label, lack = `还差${label}`, required } = box.dataset;
  const fields = fieldsOf(box);
  if (required === "all") {
    const left = fields.filter((each) => !each.checked).length;
    return left ? `还有 ${left} 条没有勾` : "";
  }
  if (required !== undefined && !hasAny(box)) return lack;
  const number = fields.find((each) => "from" in each.dataset && given(each) && !within(each));
  if (number) return `${label}要写一个数，${bounds(number.dataset)}`;
  const large = fields.find((each) => [...(each.files ?? [])].some(({ size }) => size > Number(each.dataset.most) << 20));
  if (large) return `太大：${large.dataset.most} MB 以内，请压缩或拍照`;
  const bad = fields.find((each) => Object.values(UNFIT).some((unfit) => unfit(each.validity)));
  return bad ? unfit(bad, label) : "";
}

const given = (field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value.trim() !== "");

function within({ value, dataset: { from, upto = Infinity } }) {
  const number = Number(value);
  return number >= Number(from) && number <= Number(upto);
}

const bounds = ({ from, upto }) => (upto === undefined ? `不小于 ${from}` : `${from} 到 ${upto} 之间`);

const UNFIT = {
  short: (is) => is.tooShort,
  far: (is) => is.rangeUnderflow || is.rangeOverflow,
  other: (is) => is.badInput || is.patternMismatch,
};

// Between which values a field may be; of a moment as people read it.
function between(field) {
  const [from, upto] = [field.min, field.max].map((value) => value.replace("T", " "));
  if (from && upto) return `在 ${from} 到 ${upto} 之间`;
  return from ? `不早于 ${from}` : `不晚于 ${upto}`;
}

function unfit(field, label) {
  if (UNFIT.short(field.validity)) return `${label}太短，至少 ${field.minLength} 个字`;
  if (UNFIT.far(field.validity)) return `${label}要${between(field)}`;
  return `${label}填得不对，请改`;
}

// Scrolls to a field, even when it is folded away.
function lead(box) {
  if (!box) return;
  for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  (box.querySelector("details") ?? {}).open = true;
  box.querySelector(CONTROLS)?.focus({ preventScroll: true });
  box.scrollIntoView({ block: "center" });
}
