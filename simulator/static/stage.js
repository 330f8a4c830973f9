/* Which phones are on the wall: as many as fit. Phones with something new come forward, the others wait in a strip. */
import { el } from "./dom.js";
import { Phone, PLATFORMS, nameOf } from "./phone.js";

const MOST = 6;
const NARROWEST_PX = 288;
const GAP_PX = 20;
/* For how long a phone keeps its place after something happened on it. */
const REST_MS = 12000;
const TICK_MS = 1000;
/* Lines of the wire log that a phone coming forward may still show. */
const KEPT = 500;

export class Stage {
  /** `wall` has menu, sites, change(phone) and forward(), whether phones come forward by themselves. */
  constructor(node, strip, wall) {
    Object.assign(this, { node, strip, wall });
    this.people = new Map();
    this.phones = [];
    this.log = [];
    this.queue = [];
    this.arrived = new Set();
    new ResizeObserver(() => this.fit()).observe(node);
    setInterval(() => this.advance(), TICK_MS);
  }

  /** Starts again with everybody's line of the control API and the wire log; `wanted` names the first phones. */
  begin(summaries, log, wanted) {
    this.log = log.slice(-KEPT);
    this.people = new Map(summaries.map((summary) => [nameOf(summary.person), summary]));
    const known = (wanted.length ? wanted : mixed(summaries)).filter((name) => this.people.has(name));
    this.phones = known.slice(0, MOST).map((name) => this.made(name));
    this.queue = mixed(summaries);
    this.arrived.clear();
    this.fit(true);
  }

  find(name) {
    return this.phones.find((phone) => phone.name === name);
  }

  /** A message arrived or changed. */
  message(name, message) {
    const isNew = message.revision === 1 && !message.answers.length && !message.dropped;
    const summary = this.people.get(name);
    if (!summary) return;
    if (isNew) summary.unread += 1;
    const phone = this.find(name);
    phone?.put(message);
    phone?.setUnread(summary.unread);
    if (isNew && phone) phone.usedAt = performance.now();
    if (isNew && !phone) this.arrived.add(name);
    this.advance();
    this.drawStrip();
  }

  /** Lets those with something new come forward, first come first, as long as a phone has rested. */
  advance() {
    if (!this.wall.forward()) return;
    for (const name of this.arrived) if (!this.bring(name)) return;
  }

  /** Somebody changed, or has just got a phone. */
  person(name, { person, position, unread, messages }) {
    if (!this.people.has(name)) {
      this.people.set(name, { person, position, unread, messages });
      this.wall.sites[name] = position;
      this.queue.push(name);
    }
    Object.assign(this.people.get(name), { person, unread });
    this.find(name)?.setPerson(person);
    this.find(name)?.setUnread(unread);
    this.drawStrip();
  }

  position(name, position) {
    const summary = this.people.get(name);
    if (summary) summary.position = position;
    this.find(name)?.setPosition(position);
  }

  wire(entry) {
    this.log.push(entry);
    if (this.log.length > 2 * KEPT) this.log = this.log.slice(-KEPT);
    this.phones.forEach((phone) => phone.wire(entry));
  }

  /** Puts a phone on the wall in place of `instead`, or of the one quiet longest; `asked`: by a person. True if it is there now. */
  bring(name, instead = null, asked = false) {
    const leaving = instead || this.quietest(asked);
    if (this.find(name) || !leaving) return Boolean(this.find(name));
    this.arrived.delete(name);
    const phone = this.made(name);
    phone.usedAt = performance.now();
    leaving.node.replaceWith(phone.node);
    this.phones[this.phones.indexOf(leaving)] = phone;
    this.drawStrip();
    return true;
  }

  quietest(asked) {
    const rested = (phone) => asked || performance.now() - phone.usedAt > REST_MS;
    const free = this.phones.filter((phone) => !phone.isBusy() && rested(phone));
    const chosen = asked && !free.length ? this.phones : free;
    return [...chosen].sort((one, other) => one.usedAt - other.usedAt)[0];
  }

  made(name) {
    const phone = new Phone(this.people.get(name), this.wall);
    this.log.forEach((entry) => phone.wire(entry));
    phone.load().catch((error) => phone.toast(error.message));
    return phone;
  }

  /** As many phones as there is room for, at most six; one with an open page stays all the same. What stays is not
   * taken out of the document, or its page would load anew. */
  fit(anew = false) {
    const room = Math.floor((this.node.clientWidth + GAP_PX) / (NARROWEST_PX + GAP_PX));
    const count = Math.min(Math.max(room, 1), MOST, this.people.size);
    if (!anew && count === this.phones.length) return;
    for (let spare; this.phones.length > count && (spare = this.spare()); ) {
      this.phones.splice(this.phones.indexOf(spare), 1);
    }
    const more = this.queue.filter((name) => !this.find(name));
    this.phones.push(...more.slice(0, Math.max(count - this.phones.length, 0)).map((name) => this.made(name)));
    const nodes = this.phones.map((phone) => phone.node);
    for (const gone of [...this.node.children].filter((each) => !nodes.includes(each))) gone.remove();
    this.node.append(...nodes.filter((each) => !each.isConnected));
    this.drawStrip();
  }

  spare() {
    return this.phones.findLast((phone) => !phone.isBusy()) || this.phones.findLast((phone) => !phone.page.isOpen());
  }

  drawStrip() {
    const away = [...this.people.values()].filter(({ person }) => !this.find(nameOf(person)));
    const waiting = away.filter((summary) => summary.unread);
    const quiet = away.length - waiting.length;
    const chips = waiting.map(({ person, unread }) =>
      el(
        "button",
        { type: "button", onclick: () => this.bring(nameOf(person), null, true) },
        `${person.name} · ${person.post} · ${PLATFORMS[person.platform]}`,
        el("b", {}, String(unread)),
      ),
    );
    const rest = away.length ? `${waiting.length ? "另" : "墙外"} ${quiet} 部手机没有新消息` : "";
    this.strip.replaceChildren(...chips, el("span", {}, rest));
  }
}

/** Names with the newest work first, the two platforms in turn. */
function mixed(summaries) {
  const sorted = [...summaries].sort((one, other) => other.unread - one.unread || other.messages - one.messages);
  const sides = Object.keys(PLATFORMS).map((platform) =>
    sorted.filter(({ person }) => person.platform === platform),
  );
  return sorted
    .flatMap((_, i) => sides.map((side) => side[i]))
    .filter(Boolean)
    .map(({ person }) => nameOf(person));
}
