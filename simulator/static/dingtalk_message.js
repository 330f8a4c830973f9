/* DingTalk's messages without callbacks: robot messages (msgKey, msgParam) and work notices (msgtype). */
import { picture } from "./dingtalk_card.js";
import { el } from "./dom.js";
import { linked, markdown } from "./rich_text.js";

const NUMBERS = [1, 2, 3, 4, 5];

/** A robot message or a work notice; buttons open pages. */
export function dingtalkMessage(body) {
  const shown = body.msgKey ? JSON.parse(body.msgParam) : body[body.msgtype] || {};
  const image = shown.photoURL || shown.picUrl || (body.msgtype === "image" && shown.media_id);
  const buttons = links(shown);
  // Only a link shows its title; other titles appear in the list of chats.
  const title = shown.messageUrl || shown.message_url ? shown.title : "";
  const words = shown.text ?? shown.markdown;
  const plain = shown.content ?? "";
  if (!buttons.length && !image && words === undefined) {
    return el("p", { className: "bubble" }, plain ? linked(plain) : fileName(shown));
  }
  return el(
    "div",
    { className: "card dingtalk note" },
    title && el("h3", {}, title),
    image && picture(image),
    words && el("div", { className: "words" }, markdown(words)),
    buttons.length ? el("div", { className: "buttons" }, buttons) : null,
  );
}

function links(shown) {
  const pairs = [
    [shown.singleTitle || shown.single_title, shown.singleURL || shown.single_url],
    ...NUMBERS.map((n) => [shown[`actionTitle${n}`], shown[`actionURL${n}`]]),
    ...NUMBERS.map((n) => [shown[`buttonTitle${n}`], shown[`buttonUrl${n}`]]),
    ...(shown.btn_json_list || []).map((button) => [button.title, button.action_url]),
    [(shown.messageUrl || shown.message_url) && "查看详情", shown.messageUrl || shown.message_url],
  ];
  return pairs
    .filter(([words, url]) => words && url)
    .map(([words, url]) => el("a", { className: "key", href: url }, words));
}

const fileName = (shown) => `附件 ${shown.fileName || shown.mediaId || shown.media_id || ""}`;
