// From the form's fields to what the handler reads. Questions that the chosen area does not ask are left out.

import { element, page } from "./page.js";
import { addHours } from "./clock.js";

export const form = element("form");
export const field = (name) => form.elements[name];
export const chosen = (name) => form.querySelector(`[name="${name}"]:checked`);
const all = (name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
// Chips carry hidden fields; a few to choose from are boxes to tick.
const named = (name) => [...form.querySelectorAll(`[type=hidden][name="${name}"], [name="${name}"]:checked`)].map((box) => box.value).filter(Boolean);
const text = (name) => field(name)?.value.trim() ?? "";

export const ends = () => addHours(field("starts_at").value, Number(chosen("hours")?.value || 0));
export const startsAt = () => `${field("starts_at").value}:00${page.offset}`;
export const endsAt = () => `${ends()}:00${page.offset}`;
export const related = () => text("related").split(",").filter(Boolean);

export function read(position) {
  return {
    kind: page.kind,
    level: chosen("level")?.value ?? "",
    area: field("area").value,
    part: text("part"),
    project: text("project"),
    starts_at: startsAt(),
    ends_at: endsAt(),
    contractor: chosen("contractor").value === "yes",
    work_leader: named("work_leader")[0] ?? "",
    guardian: named("guardian")[0] ?? "",
    workers: named("workers"),
    position,
    inputs: answers(),
    also: all("also"),
    related: related(),
    struck: all("struck").map((line) => ({ line: Number(line), reason: text(`struck_why.${line}`) })),
    added: added(),
    unconcerned: all("unconcerned"),
    copies: named("copies"),
    coordinator: element("coordinating").hidden ? "" : named("coordinator")[0] ?? "",
    excused: Object.fromEntries(all("excused").map((post) => [post, text(`excused_why.${post}`)])),
  };
}

function answers() {
  const asked = [...form.querySelectorAll("fieldset[data-id]:not([hidden])")];
  return Object.fromEntries(asked.map((box) => [box.dataset.id, answer(box.dataset)]).filter(([, value]) => given(value)));
}

const given = (value) => value !== "" && value !== undefined && value?.length !== 0;

function answer({ id, kind }) {
  const name = `inputs.${id}`;
  if (kind === "people") return named(name);
  if (kind === "person") return named(name)[0] ?? "";
  if (kind === "choices") return all(name);
  if (kind === "yes_no") return chosen(name) ? chosen(name).value === "yes" : "";
  const value = chosen(name)?.value ?? text(name);
  return kind === "number" && value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

// A line that was begun is sent as it is; the handler says what is missing.
function added() {
  return [...form.querySelectorAll(".added")].map((_, number) => {
    const part = (name) => text(`added.${number}.${name}`);
    const measures = part("measures").split(/[、；;]/).map((each) => each.trim()).filter(Boolean);
    const risk = chosen(`added.${number}.risk`)?.value ?? "";
    return { step: part("step"), hazard: part("hazard"), consequence: part("consequence"), risk, measures };
  }).filter((line) => line.step || line.hazard || line.consequence || line.measures.length);
}
