// Looks at every state of every page that a browser test opens: whether something overlaps, sticks out, is too small for
// a finger, breaks a time or a name in two, or asks without a place for what is wrong. For tests/glass.py, which fails
// on each line that begins with 「看不清」.
(() => {
  if (!/^\/(h5|p|s|console)\//.test(location.pathname)) return;
  // The window's own, before pace.js.
  const { setTimeout, clearTimeout } = window;
  const phone = !location.pathname.startsWith("/console/");
  const CONTROLS = "a[href], button, select, textarea, summary, canvas#pad, .choice, input";
  // What lies under its own label, or inside what scrolls by itself.
  const UNDER = ".choice input, input[type=hidden], input[type=file], svg *, .opens a, .patch, [hidden] *";
  const LAYERS = ".foot, .scene-here, .sheet-head, .sheet-body, .sheet-foot, .rail, .suggestions, .pad";
  const FIELDS = "input:not([type=hidden], [type=file], [readonly]), select, textarea";
  const CAMERA = "form:has(> label > [name=code])";
  // Where times and names are read at a glance; in a sentence they may break as every word may.
  const GLANCE = "td, dd, time, .line, .badge, .steps";
  const LEAST_PX = 48;
  const WHOLE = /\d{4}-\d\d-\d\d|\d{1,2}:\d\d(:\d\d)?|\d{1,2}月\d{1,2}日/g;
  const NAMES = /[一-鿿]{2,4}(?= · |$)/g;
  const told = new Set();
  let before = "";

  const short = (element) => `${element.localName}${element.id ? `#${element.id}` : ""}「${element.textContent.trim().slice(0, 12) || element.name || element.placeholder || ""}」`;
  const tell = (words) => {
    if (told.has(words)) return;
    told.add(words);
    console.error(`看不清 ${location.pathname} ${innerWidth} px：${words}`);
  };
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const over = (one, other) => ({
    across: Math.min(one.right, other.right) - Math.max(one.left, other.left),
    down: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  });

  // Each visible control and each line of text, with its layer: only what lies in one layer can be in each other's way.
  function things(root) {
    const controls = [...root.querySelectorAll(CONTROLS)].filter((each) => !each.matches(UNDER) && visible(each));
    const boxes = controls.map((of) => ({ of, box: of.getBoundingClientRect(), layer: of.closest(LAYERS) }));
    const lines = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
      const of = text.parentElement;
      if (!text.data.trim() || of.closest("svg, script, option, textarea, .hint, [hidden]") || !visible(of)) continue;
      range.selectNodeContents(text);
      const own = [...range.getClientRects()].filter((box) => box.width > 1);
      lines.push(...own.map((box) => ({ of, box, layer: of.closest(LAYERS), text: true })));
      if (own.length > 1 && of.closest(GLANCE)) broken(text, range);
    }
    return [...boxes.filter(({ box }) => box.width && box.height), ...lines];
  }

  function broken(text, range) {
    const words = [...text.data.matchAll(WHOLE), ...(text.parentElement.closest(".name") ? text.data.matchAll(NAMES) : [])];
    for (const found of words) {
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].length);
      const tops = [...range.getClientRects()].filter((box) => box.width > 1).map((box) => box.top);
      // A rare letter of another font stands a little higher.
      if (Math.max(...tops) - Math.min(...tops) > 8) tell(`「${found[0]}」断成两行`);
    }
  }

  function overlaps(all) {
    all.sort((one, other) => one.box.top - other.box.top);
    all.forEach((one, at) => {
      for (let next = at + 1; next < all.length && all[next].box.top < one.box.bottom; next += 1) {
        const other = all[next];
        if (one.layer !== other.layer || one.of.contains(other.of) || other.of.contains(one.of)) continue;
        const { across, down } = over(one.box, other.box);
        // The box of a line is higher than its letters.
        if (across > 2 && down > (one.text || other.text ? 7 : 1)) tell(`${short(one.of)} 和 ${short(other.of)} 叠在一起`);
      }
    });
  }

  function outside(all) {
    if (document.documentElement.scrollWidth > innerWidth + 1) tell("整页比屏幕宽");
    for (const { of, box } of all) {
      if (box.right > innerWidth + 1 || box.left < -1) tell(`${short(of)} 伸出屏幕`);
    }
  }

  function small(all) {
    for (const { of, box, text } of all) {
      if (text || of.matches("a:not(.button)")) continue;
      if (box.height < LEAST_PX - 0.5) tell(`${short(of)} 只有 ${Math.round(box.height)} px 高，要 ${LEAST_PX}`);
    }
  }

  // With the page at its end, all of it stands above the foot.
  function covered(all) {
    const foot = document.querySelector(".foot");
    if (!foot || !visible(foot)) return;
    const end = document.documentElement.scrollHeight - foot.offsetHeight - scrollY;
    for (const { of, box, layer } of all) {
      if (!layer && box.bottom > end + 1) tell(`${short(of)} 到底也压在下面那一栏后面`);
    }
  }

  function nameless() {
    for (const field of document.querySelectorAll(FIELDS)) {
      if (field.closest("[data-label], dialog, [role=search], [hidden]") || !visible(field)) continue;
      tell(`${short(field)}${field.name || field.id} 没有说哪里不对的地方：放进带 data-label 的框`);
    }
  }

  function look() {
    // The simulator's camera lies over the page.
    if (!document.body || document.querySelector(CAMERA)) return;
    // Not before the page has its styles and its scripts (ready.js): one written in place (DingTalk's) is "complete" at once.
    if (document.readyState !== "complete" || !document.documentElement.dataset.ready) return later();
    const now = `${document.body.innerHTML.length} ${innerWidth} ${document.documentElement.scrollHeight}`;
    if (now === before) return;
    before = now;
    const open = document.querySelector("dialog[open]");
    const all = things(open ?? document.body);
    overlaps(all);
    nameless();
    if (!phone) return;
    outside(all);
    small(all);
    if (!open) covered(all);
  }

  let soon = 0;
  const later = () => { clearTimeout(soon); soon = setTimeout(atOnce, 60); };
  function atOnce() {
    clearTimeout(soon);
    soon = 0;
    look();
  }
  new MutationObserver(later).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "class", "open"] });
  document.addEventListener("DOMContentLoaded", later);
  window.addEventListener("resize", later);
  // A fast hand presses before that: what it saw is looked at all the same.
  window.addEventListener("pointerdown", () => { if (soon) atOnce(); }, true);
})();
