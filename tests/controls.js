// Tells every control of a page, and every press of one, by a name that stays the same. For tests/controls.py.
(() => {
  if (!/^\/(h5|p|s|console)\//.test(location.pathname)) return;
  // The window's own, before pace.js.
  const { setTimeout, clearTimeout } = window;
  const CONTROLS = "a[href], button, input, select, textarea, summary, canvas#pad";
  // Not for a hand: what is hidden behind its own button, what is disabled, what can only be read.
  const NONE =
    "input[type=hidden], input[type=file][hidden], [disabled], [readonly], .filters button[hidden], dialog:not([open]) *";
  // The simulator's camera, shown over the page: what it sees is typed there.
  const CAMERA = "form:has(> label > [name=code])";
  const CLICKED = "a, button, summary, input[type=radio], input[type=checkbox]";
  const KINDS = ["reason", "yes", "no", "more", "shoot", "person", "option"];
  const told = new Set();
  // What a page tells while it is being left is lost: it stays here until the tab's next page has told it.
  const KEPT = "controls.pressed";

  const plain = (text) => text.replace(/[0-9]+/g, "").trim().slice(0, 12).trim();

  // A jump within a page is the same whatever the page was asked for.
  function address(link) {
    if (link.getAttribute("href").startsWith("#")) return location.pathname;
    const { pathname, searchParams } = new URL(link.getAttribute("href"), location.href);
    const names = [...searchParams.keys()].filter((name) => name !== "r");
    return pathname + (names.length ? `?${names.sort().join("&")}` : "");
  }

  function acts(button) {
    if (!button.dataset.act) return "";
    const { way } = JSON.parse(button.dataset.send || "{}");
    return [button.dataset.act, "tools" in button.dataset ? "tools" : "", way].filter(Boolean).join(" ");
  }

  function button(control) {
    const kind = KINDS.find((each) => control.classList.contains(each));
    const camera = control.dataset.camera === "true" ? " camera" : "";
    return `button ${control.id || acts(control) || (kind ? kind + camera : plain(control.textContent))}`;
  }

  function field(control) {
    const [first, ...rest] = (control.name || control.id || control.closest("[id]")?.id || "").split(".");
    if (control.type === "file") return `files ${first}`;
    if (first === "inputs") return `question ${control.closest("[data-kind]").dataset.kind}`;
    return `field ${first === "added" ? `added.${rest.at(-1)}` : first}`;
  }

  // The headline of a fold that also shows its contents.
  const headline = (fold) => (fold.querySelector("[id]")?.id ?? fold.firstChild.textContent.split("：")[0]);

  function name(control) {
    const rail = control.closest(".rail") ? "rail " : "";
    if (control.dataset.area) return "link area";
    if (control.localName === "a") {
      return `${rail}link ${control.classList.contains("button") ? plain(control.textContent) : address(control)}`;
    }
    if (control.localName === "canvas") return "pad";
    if (control.localName === "summary") return `fold ${control.id || plain(headline(control))}`;
    return rail + (control.localName === "button" ? button(control) : field(control));
  }

  // All at once: each message to the test costs more than what it says.
  function tell(what, controls) {
    const data = document.getElementById("page");
    const bare = document.getElementById("login") ? "login" : location.pathname;
    const path = data ? JSON.parse(data.textContent).path : bare;
    const lines = controls.map((control) => [what, path, name(control)]).filter((line) => !told.has(line.join()));
    if (!lines.length) return;
    for (const line of lines) told.add(line.join());
    if (what === "pressed") keep([...kept(), ...lines]);
    window.tellControls(lines);
  }

  const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const keep = (lines) => sessionStorage.setItem(KEPT, JSON.stringify(lines));

  function tellKept() {
    const lines = kept();
    sessionStorage.removeItem(KEPT);
    if (lines.length) window.tellControls(lines);
  }

  const meant = (control) => control && !control.matches(NONE) && !control.closest(CAMERA);

  // What the page holds for its scripts comes last.
  const arrives = () => document.readyState === "loading";

  function look() {
    if (arrives()) return;
    tell("there", [...document.querySelectorAll(CONTROLS)].filter(meant));
  }

  // At once: a fast test has written into the field before a later look.
  function lookForFaults() {
    if (arrives()) return;
    tell("faulty", [...document.querySelectorAll(".faulty")].map((box) => box.querySelector(CONTROLS)).filter(Boolean));
  }

  function pressed(event) {
    const control = event.target.closest?.(CONTROLS);
    if (!meant(control)) return;
    const kinds = control.matches(CLICKED) ? ["click"] : control.localName === "canvas" ? ["pointerdown"] : ["input", "change"];
    if (kinds.includes(event.type)) tell("pressed", [control]);
  }

  // Done again at every change: a page that is written in place (DingTalk's login) loses its listeners.
  function listen() {
    for (const kind of ["click", "input", "change", "pointerdown"]) window.addEventListener(kind, pressed, true);
  }

  let soon = 0;
  new MutationObserver(() => {
    listen();
    lookForFaults();
    clearTimeout(soon);
    soon = setTimeout(look, 30);
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", look);
  tellKept();
  listen();
})();
