/* DingTalk's interactive card: the service's own template, drawn from its variables. */
import { el } from "./dom.js";

const WORDS = { info: "待办", done: "已办", caution: "注意", stop: "紧急", quiet: "已结" };
const STYLES = { main: "main", danger: "danger" };

/** Public variables and the person's own private ones; `acts` has tap(pressed, button). */
export function dingtalkCard(variables, mine, acts) {
  const tone = variables.tone in WORDS ? variables.tone : "info";
  const lines = list(variables.lines);
  const buttons = [...list(variables.buttons), ...fixed(variables)].filter((button) => button?.id && button.text);
  const card = el(
    "div",
    { className: "card dingtalk" },
    el("p", { className: "tone" }, WORDS[tone]),
    variables.title && el("h3", {}, variables.title),
    variables.deadline && el("p", { className: "deadline" }, variables.deadline),
    variables.image && picture(variables.image),
    lines.length
      ? el(
          "ul",
          {},
          lines.map((line) => el("li", {}, String(line))),
        )
      : null,
    variables.status && el("p", { className: "status" }, variables.status),
    mine?.notice && el("p", { className: "notice" }, mine.notice),
    buttons.length
      ? el(
          "div",
          { className: "buttons" },
          buttons.map((button) => key(button, acts)),
        )
      : null,
  );
  card.dataset.edge = tone;
  return card;
}

/** A picture by its address, or by the media id that only DingTalk's phones can show. */
export function picture(source) {
  const src = source.startsWith("@") ? `/dingtalk/media/${encodeURIComponent(source)}` : source;
  return el("img", { className: "picture", src, alt: "" });
}

function key(button, acts) {
  return el(
    "button",
    {
      type: "button",
      className: STYLES[button.style] || "plain",
      onclick: (event) => acts.tap(event.currentTarget, button.id),
    },
    button.text,
  );
}

/** The four buttons of the service's second template, each in variables of its own. */
function fixed(variables) {
  return [1, 2, 3, 4].map((n) => ({ id: variables[`b${n}_id`], text: variables[`b${n}_text`], style: variables[`b${n}_style`] }));
}

/** A list that a variable holds as JSON text; a wrong one shows nothing, as on the phone. */
function list(text) {
  try {
    const read = JSON.parse(text || "[]");
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}
