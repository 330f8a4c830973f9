/* A page that opens inside a phone, over its chat. Its window's name says whose phone it is. */
import { el } from "./dom.js";

/** `node` lies over the chat while a page is open. */
export function page(phone) {
  const title = el("strong", {});
  const back = el("button", { type: "button", className: "back", onclick: close }, "‹ 返回");
  const node = el("section", { className: "page", hidden: true }, el("header", {}, back, title));
  let frame = null;

  function open(url, words) {
    close();
    // The name must be there before the first request: the platforms' login pages read it.
    frame = el("iframe", { name: phone, title: words || "页面", allow: "camera" });
    title.textContent = words || new URL(url, location.href).host;
    node.append(frame);
    frame.src = url;
    node.hidden = false;
    window.addEventListener("message", heard);
  }

  function close() {
    window.removeEventListener("message", heard);
    frame?.remove();
    frame = null;
    node.hidden = true;
  }

  /** The platforms' scripts ask to close it: wx.closeWindow, dd.closePage. */
  function heard({ source, data }) {
    if (source === frame?.contentWindow && data?.closePage !== undefined) close();
  }

  return { node, open, close, isOpen: () => frame !== null };
}
