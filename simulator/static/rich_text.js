/* The little mark-up that platforms allow in messages: links in WeCom texts, a part of Markdown in DingTalk's. */
import { el } from "./dom.js";

const LINK = /<a\s[^>]*?href=["']([^"']*)["'][^>]*>(.*?)<\/a>|(https?:\/\/[^\s<>"'，。；、）】」]+)/gis;
const INLINE =
  /!\[([^\]]*)\]\(([^)\s]+)\)|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|(https?:\/\/[^\s<>"'()，。；、）】」]+)/g;
const BLOCKS = [
  [/^#{1,6}\s+(.*)/, "strong"],
  [/^>\s?(.*)/, "blockquote"],
  [/^[-*+]\s+(.*)/, "li"],
];

const link = (url, words) => (/^https?:\/\//i.test(url) ? el("a", { href: url }, words) : words);

/** A text with `<a href>` and bare addresses as links. */
export function linked(text) {
  return split(text, LINK, ([, url, words, bare]) => link(url || bare, words || bare));
}

/** Headings, quotes, lists, bold, links and pictures; everything else as it is written. */
export function markdown(text) {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim())
    .map((line) => {
      const block = BLOCKS.find(([shape]) => shape.test(line));
      return block ? el(block[1], {}, inline(line.match(block[0])[1])) : el("p", {}, inline(line));
    });
}

function inline(text) {
  return split(text, INLINE, ([, alt, image, words, url, bold, bare]) => {
    if (image) return el("img", { src: image, alt });
    if (bold) return el("b", {}, bold);
    return link(url || bare, words || bare);
  });
}

function split(text, shape, made) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(shape)) {
    parts.push(text.slice(end, match.index), made(match));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
