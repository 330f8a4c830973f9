/* WeCom's messages other than template cards: text, markdown, textcard, news, pictures and files. */
import { el } from "./dom.js";
import { linked, markdown } from "./rich_text.js";

const SHAPES = {
  text: (body) => el("p", { className: "bubble" }, linked(body.content)),
  markdown: (body) => el("div", { className: "bubble words" }, markdown(body.content)),
  textcard: (body) =>
    el(
      "div",
      { className: "card wecom note" },
      el("h3", {}, el("a", { href: body.url }, body.title)),
      el("p", { className: "words" }, stripped(body.description)),
      el("a", { className: "jump", href: body.url }, body.btntxt || "详情"),
    ),
  news: (body) => el("div", { className: "card wecom note" }, body.articles.map(article)),
  image: (body) => el("img", { className: "picture alone", src: file(body.media_id), alt: "图片" }),
  file: (body) => el("p", { className: "bubble" }, el("a", { href: file(body.media_id) }, "附件")),
};

/** The message of `msgtype`; kinds without a drawing say what they are. */
export function wecomMessage(body) {
  const shape = SHAPES[body.msgtype];
  return shape ? shape(body[body.msgtype]) : el("p", { className: "bubble" }, `［${body.msgtype}］`);
}

function article({ title, description, url, picurl }) {
  return [
    picurl && el("img", { className: "picture", src: picurl, alt: "" }),
    el("h3", {}, url ? el("a", { href: url }, title) : title),
    description && el("p", { className: "words" }, description),
  ];
}

const file = (media) => `/wecom/media/${encodeURIComponent(media)}`;

/** A textcard's description may hold <div> and <br>: its lines, without them. */
const stripped = (text) =>
  text
    .replace(/<br\s*\/?>|<\/div>/gi, "\n")
    .replace(/<[^>]+>/g, "")
    .trim();
