/* One phone on the wall: its person, its screen, where it is, and what went over the wire. */
import { chat } from "./chat.js";
import { control } from "./control.js";
import { el } from "./dom.js";
import { page } from "./page.js";
import { placeKeys } from "./place.js";
import { wireLine } from "./wire.js";

export const PLATFORMS = { wecom: "企业微信", dingtalk: "钉钉" };
const LINES = 3;
const TOAST_MS = 4000;

/** The name of a phone: "platform:account". */
export const nameOf = ({ platform, account }) => `${platform}:${account}`;

export class Phone {
  /** `summary` is the phone's line of the control API; `wall` has menu, sites, places, posted, now() and change(phone). */
  constructor(summary, wall) {
    this.wall = wall;
    this.name = nameOf(summary.person);
    this.unread = summary.unread;
    this.usedAt = -Infinity;
    this.waiting = [];
    this.page = page(this.name);
    this.chat = chat((message) => this.acts(message));
    this.place = placeKeys(wall.sites[this.name], wall.places, (position) => this.does(control.position(this.name, position)));
    this.node = this.draw(summary.person);
    this.place.show(summary.position);
    this.setPerson(summary.person);
    this.setUnread(summary.unread);
  }

  /** Fetches what is on the phone; events that happen meanwhile wait until it is there. */
  async load() {
    const { messages } = await control.phone(this.name);
    messages.forEach((message) => this.chat.put(message, false));
    const waiting = this.waiting;
    this.waiting = null;
    waiting.forEach((message) => this.put(message));
  }

  put(message) {
    if (this.waiting) this.waiting.push(message);
    else this.chat.put(message, true);
  }

  wire(entry) {
    if (!this.concerns(entry)) return;
    this.lines.append(wireLine(entry, this.wiredAt));
    this.wiredAt = entry.at;
    while (this.lines.children.length > LINES) this.lines.firstChild.remove();
  }

  concerns({ platform, account }) {
    const [own, person] = this.name.split(":");
    return platform === own && account.toLowerCase().split("|").includes(person.toLowerCase());
  }

  setPosition(position) {
    this.place.show(position);
  }

  setPerson(person) {
    this.person = person;
    const [gone, out] = person.group ? ["已解散", "机器人不在群里"] : ["已离职", "不在应用范围内"];
    this.standing.textContent = !person.active ? gone : person.in_scope ? "" : out;
  }

  setMenu(menu) {
    this.menu.hidden = !menu.length;
    this.menu.replaceChildren(
      ...menu.map((item) => el("button", { type: "button", onclick: () => this.press(item) }, item.name)),
    );
  }

  setUnread(count) {
    this.unread = count;
    this.fresh.textContent = count ? `${count} 条新` : "";
  }

  /** Whether somebody is using it, so that it must stay on the wall. */
  isBusy() {
    return (
      this.pinned || this.page.isOpen() || this.field.value !== "" || this.node.contains(document.activeElement)
    );
  }

  /** A group's chat has no one hand: everybody opens its cards on his own phone. */
  acts(message) {
    const elsewhere = () => this.toast("群里的卡片，各人在自己的手机上点开。");
    if (this.person.group) return { open: elsewhere, tap: elsewhere };
    return {
      open: (url, title) => this.page.open(url, title),
      tap: (pressed, button, choices) => this.tap(pressed, { message: message.id, button, choices }),
    };
  }

  async tap(pressed, tap) {
    pressed.closest("details")?.removeAttribute("open");
    pressed.disabled = true;
    const told = await this.does(control.tap(this.name, tap));
    pressed.disabled = false;
    if (told?.open) this.page.open(told.open, pressed.textContent);
    else if (told?.dead) this.toast("这个按钮已经不起作用了。看卡片上的新状态。");
  }

  say(words) {
    if (words.trim()) this.send(words.trim(), control.say(this.name, words.trim()));
  }

  press({ key, name }) {
    if (/^https?:/.test(key)) this.page.open(key, name);
    else this.send(`〔${name}〕`, control.menu(this.name, key));
  }

  send(words, sent) {
    this.chat.own(words, this.wall.now());
    return this.does(sent);
  }

  /** Waits for a call; shows the platform's toast or what went wrong. Gives its answer, if any. */
  async does(call) {
    try {
      const told = await call;
      // A held callback is on its way: a later one is to overtake it.
      const silent = told.status !== undefined && told.status !== 200 && !told.held;
      const shown =
        told.toast ||
        (silent && "应用没有回答。稍等一会儿再点。") ||
        (this.person.platform === "wecom" && told.notice);
      if (shown) this.toast(shown);
      return told;
    } catch (error) {
      return this.toast(error.message);
    }
  }

  toast(words) {
    clearTimeout(this.toastEnds);
    this.toasted.textContent = words;
    this.toasted.hidden = false;
    this.toastEnds = setTimeout(() => (this.toasted.hidden = true), TOAST_MS);
  }

  touched() {
    this.usedAt = performance.now();
    if (this.unread) control.read(this.name).catch(() => {});
  }

  draw({ name, post, platform, group }) {
    this.fresh = el("span", { className: "fresh" });
    this.standing = el("span", { className: "standing" });
    this.lines = el("ul", { className: "wire", "aria-label": "网上走过的" });
    this.toasted = el("output", { className: "toast", role: "alert", hidden: true });
    const keep = el("button", { type: "button", "aria-pressed": "false", onclick: () => this.pin(keep) }, "留住");
    const change = el("button", { type: "button", onclick: () => this.wall.change(this) }, "换人");
    const caption = el(
      "header",
      { className: "who" },
      el("h2", {}, name, el("span", {}, post)),
      this.standing,
      keep,
      change,
    );
    const top = el(
      "div",
      { className: "top" },
      el("span", { className: "now" }),
      el("strong", {}, PLATFORMS[platform]),
      this.fresh,
    );
    const screen = el(
      "div",
      { className: "screen", onclick: (event) => this.follow(event) },
      top,
      this.chat.node,
      this.foot(this.wall.menu),
      this.page.node,
      this.toasted,
    );
    const place = el(
      "div",
      { className: "keys place", role: "group", "aria-label": "手机在哪里" },
      this.place.buttons,
    );
    const node = el(
      "article",
      {
        className: `phone ${platform}${group ? " group" : ""}`,
        "aria-label": `${name} ${post}`,
        onpointerdown: () => this.touched(),
        onfocusin: () => this.touched(),
      },
      caption,
      screen,
      place,
      el("div", { className: "spot" }, this.place.list, this.camera()),
      this.lines,
    );
    node.dataset.phone = this.name;
    return node;
  }

  /** The app's own 「扫一扫」: it sees what is posted where the phone stands. */
  camera() {
    return this.wall.posted ? el("button", { type: "button", onclick: () => this.scan() }, "扫一扫") : "";
  }

  async scan() {
    const seen = await this.does(control.scan(this.name));
    if (seen?.open) this.page.open(seen.open, `扫${seen.name}贴的码`);
    else if (seen) this.toast("这里没有贴码。先在「站在」里选作业的区域，再扫。");
  }

  foot(menu) {
    this.field = el("input", { type: "text", placeholder: "说一句", "aria-label": "说一句", autocomplete: "off" });
    const speak = (event) => {
      event.preventDefault();
      this.say(this.field.value);
      this.field.value = "";
    };
    const album = el("input", { type: "file", accept: "image/*", hidden: true });
    album.onchange = () => {
      if (album.files[0]) this.send("〔照片〕", control.picture(this.name, album.files[0]));
      album.value = "";
    };
    const picture = el("button", { type: "button", onclick: () => album.click() }, "照片");
    this.menu = el("div", { className: "menu" });
    this.setMenu(menu);
    return el(
      "footer",
      {},
      this.menu,
      el("form", { className: "say", onsubmit: speak }, this.field, picture, album, el("button", {}, "发送")),
    );
  }

  pin(key) {
    this.pinned = !this.pinned;
    key.setAttribute("aria-pressed", String(this.pinned));
  }

  /** Links open inside the phone. */
  follow(event) {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    this.page.open(link.href, link.textContent);
  }
}
