/* WeCom's template cards, drawn in our own style after their structure: all five types from one list of parts. */
import { el } from "./dom.js";

const COLOURS = ["quiet", "ink", "red", "green"];
const STYLES = { 1: "main", 2: "second", 3: "plain", 4: "danger" };

/** The card of `body.template_card` shape; `acts` has tap(pressed, button, choices) and open(url, title). */
export function wecomCard(card, acts) {
  const action = card.card_action || {};
  const form = el("form", { className: "card wecom", onsubmit: (event) => event.preventDefault() });
  form.dataset.edge = COLOURS[card.source?.desc_color || 0];
  form.append(
    ...PARTS.map((part) => part(card, acts, form))
      .flat()
      .filter(Boolean),
  );
  if (action.type === 1) {
    form.classList.add("opens");
    form.addEventListener("click", (event) => {
      if (!event.target.closest("button, a, label, select, summary"))
        acts.open(action.url, card.main_title?.title);
    });
  }
  return form;
}

function source(card, acts) {
  if (!card.source && !card.action_menu) return null;
  return el("p", { className: "source" }, el("span", {}, card.source?.desc || ""), menu(card, acts));
}

function menu(card, acts) {
  if (!card.action_menu) return null;
  const items = card.action_menu.action_list.map((item) =>
    el("button", { type: "button", onclick: (event) => acts.tap(event.currentTarget, item.key) }, item.text),
  );
  return el(
    "details",
    { className: "corner" },
    el("summary", { "aria-label": card.action_menu.desc || "更多" }, "⋯"),
    el("div", {}, items),
  );
}

function image(card) {
  if (!card.card_image) return null;
  const shape = el("img", { className: "picture", src: card.card_image.url, alt: "" });
  shape.style.aspectRatio = card.card_image.aspect_ratio || 1.3;
  return shape;
}

function title(card, acts) {
  const { title: words, desc } = card.main_title || {};
  const action = card.card_action || {};
  const shown = words && action.type === 1 ? el("a", { href: action.url }, words) : words;
  return [shown && el("h3", {}, shown), desc && el("p", { className: "desc" }, desc)];
}

function emphasis(card) {
  const { title: words, desc } = card.emphasis_content || {};
  if (!words && !desc) return null;
  return el("p", { className: "emphasis" }, el("b", {}, words || ""), el("span", {}, desc || ""));
}

function imageText(card) {
  const area = card.image_text_area;
  if (!area) return null;
  const words = el("div", {}, el("b", {}, area.title || ""), el("p", {}, area.desc || ""));
  const inside = [el("img", { src: area.image_url, alt: "" }), words];
  return area.type === 1
    ? el("a", { className: "beside", href: area.url }, inside)
    : el("div", { className: "beside" }, inside);
}

function quote(card) {
  const area = card.quote_area;
  if (!area) return null;
  const inside = [area.title && el("b", {}, area.title), area.quote_text && el("span", {}, area.quote_text)];
  return area.type === 1
    ? el("a", { className: "quote", href: area.url }, inside)
    : el("div", { className: "quote" }, inside);
}

const subTitle = (card) => card.sub_title_text && el("p", { className: "words" }, card.sub_title_text);

function lines(card) {
  const list = card.horizontal_content_list || [];
  if (!list.length) return null;
  return el(
    "dl",
    {},
    list.map((line) => [el("dt", {}, line.keyname), el("dd", {}, value(line))]),
  );
}

function value(line) {
  if (line.type === 1) return el("a", { href: line.url }, line.value || "查看");
  if (line.type === 2) return el("span", { className: "file" }, `附件 ${line.value || ""}`);
  return line.value || line.userid || "";
}

const sections = (card) =>
  (card.vertical_content_list || []).map((part) =>
    el("div", { className: "section" }, el("b", {}, part.title), part.desc && el("p", {}, part.desc)),
  );

function question(card) {
  return card.button_selection && selector(card.button_selection);
}

const selects = (card) => (card.select_list || []).map(selector);

function selector(asked) {
  const select = el(
    "select",
    { name: asked.question_key, disabled: Boolean(asked.disable) },
    asked.option_list.map((option) => el("option", { value: option.id }, option.text)),
  );
  select.value = asked.selected_id || asked.option_list[0].id;
  return el("label", { className: "select" }, el("span", {}, asked.title || ""), select);
}

function choices(card) {
  const asked = card.checkbox;
  if (!asked) return null;
  const type = asked.mode === 1 ? "checkbox" : "radio";
  const options = asked.option_list.map((option) =>
    el(
      "label",
      { className: "choice" },
      el("input", {
        type,
        name: asked.question_key,
        value: option.id,
        checked: Boolean(option.is_checked),
        disabled: Boolean(asked.disable),
      }),
      el("span", {}, option.text),
    ),
  );
  return el("fieldset", {}, options);
}

/** What is chosen on a card now: question_key → ids. */
function chosen(form) {
  const picked = {};
  for (const control of form.querySelectorAll("select, input")) {
    picked[control.name] ||= [];
    if (control.matches("select") || control.checked) picked[control.name].push(control.value);
  }
  return picked;
}

function buttons(card, acts, form) {
  if (card.card_type !== "button_interaction") return null;
  if (card.replace_text) return spent(card.replace_text);
  return el(
    "div",
    { className: "buttons" },
    (card.button_list || []).map((button) =>
      el(
        "button",
        {
          type: "button",
          className: STYLES[button.style] || "main",
          onclick: (event) => acts.tap(event.currentTarget, button.key || button.text, chosen(form)),
        },
        button.text,
      ),
    ),
  );
}

function submit(card, acts, form) {
  if (!card.submit_button) return null;
  if (card.replace_text) return spent(card.replace_text);
  const press = (event) => acts.tap(event.currentTarget, card.submit_button.key, chosen(form));
  return el(
    "div",
    { className: "buttons" },
    el("button", { type: "button", className: "main", onclick: press }, card.submit_button.text || "提交"),
  );
}

const spent = (words) =>
  el("div", { className: "buttons" }, el("button", { type: "button", className: "spent", disabled: true }, words));

const jumps = (card) =>
  (card.jump_list || []).map((jump) =>
    jump.type === 1
      ? el("a", { className: "jump", href: jump.url }, jump.title)
      : el("p", { className: "jump" }, jump.title),
  );

/* From top to bottom; each type of card has some of them. */
const PARTS = [
  source,
  image,
  title,
  emphasis,
  imageText,
  quote,
  subTitle,
  lines,
  sections,
  question,
  choices,
  selects,
  buttons,
  submit,
  jumps,
];
