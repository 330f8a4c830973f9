/* The chat of a phone: its messages by age, each drawn after its platform, changed ones redrawn in place. */
import { dayWords, newDay } from "./days.js";
import { dingtalkCard } from "./dingtalk_card.js";
import { dingtalkMessage } from "./dingtalk_message.js";
import { el } from "./dom.js";
import { wecomCard } from "./wecom_card.js";
import { wecomMessage } from "./wecom_message.js";

const NEAR_PX = 40;
const HEAD_PX = 36;

/** `acts(message)` gives what a message's parts may do; `node` is the scrolling list. */
export function chat(acts) {
  const node = el("div", { className: "chat", role: "log", "aria-label": "消息" });
  const shown = new Map();
  let last = "";
  let newest = null;
  let atEnd = true;
  node.addEventListener(
    "scroll",
    () => (atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_PX),
  );
  // A picture that arrives late must not push the newest message out of sight.
  node.addEventListener("load", () => atEnd && reveal(), true);

  /** Shows a message of the platform; `isNew` lets it slide in once. */
  function put(message, isNew) {
    if (message.dropped) return;
    const before = shown.get(message.id);
    if (before && (before.message.revision > message.revision || same(before.message, message))) return;
    const item = drawn(message, acts(message));
    if (before) redraw(before.item, item);
    else add(item, message.sent_at, isNew);
    shown.set(message.id, { message, item });
  }

  /** What the person wrote or pressed. */
  function own(words, at) {
    add(el("div", { className: "message own" }, el("p", { className: "bubble" }, words)), at, true);
  }

  function add(item, at, isNew) {
    const minute = at.slice(0, 16);
    if (minute !== last) node.append(el("time", { className: "stamp" }, stamp(last, at)));
    last = minute;
    if (isNew) item.classList.add("new");
    node.append(item);
    newest = item;
    reveal();
  }

  function redraw(before, item) {
    before.replaceWith(item);
    if (before !== newest) return;
    newest = item;
    if (atEnd) reveal();
  }

  function reveal() {
    if (newest) node.scrollTop = newest.offsetTop - node.offsetTop - HEAD_PX;
  }

  return { node, put, own };
}

/** The time of day; with the day where another one begins. */
const stamp = (before, at) => (newDay(before, at) ? `${dayWords(at)} ` : "") + at.slice(11, 16);

const same = (one, other) => one.revision === other.revision && one.state === other.state;

function drawn(message, acts) {
  const item = el("div", { className: "message" });
  item.dataset.message = message.id;
  if (message.state === "recalled") {
    item.append(el("p", { className: "recalled" }, "这条消息已撤回"));
    return item;
  }
  item.append(body(message, acts));
  if (message.updated_at)
    item.append(el("p", { className: "changed" }, `${stamp(message.sent_at, message.updated_at)} 更新`));
  return item;
}

function body(message, acts) {
  if (message.platform === "wecom") {
    return message.kind === "card" ? wecomCard(message.body.template_card, acts) : wecomMessage(message.body);
  }
  if (message.kind === "card") return dingtalkCard(message.body.cardParamMap, message.body.private, acts);
  return dingtalkMessage(message.body);
}
