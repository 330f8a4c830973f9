// Reads a page aloud part by part where the phone can, and makes its letters larger.

import { element } from "./page.js";

const LARGER = "lesson-larger";

// parts: each as what is marked and scrolled to while it is read, and where its words stand. From the part that is in
// sight on. Returns what ends the reading.
export function aloud(parts) {
  const reader = element("aloud");
  if (!window.speechSynthesis) return () => {};

  function hush() {
    speechSynthesis.cancel();
    parts.forEach(([part]) => part.classList.remove("said"));
    reader.textContent = "念给我听";
  }

  function say() {
    const begin = Math.max(0, parts.findIndex(([part]) => part.getBoundingClientRect().bottom > 0));
    for (const [part, words] of parts.slice(begin)) {
      const said = new SpeechSynthesisUtterance(words.textContent);
      said.lang = "zh-CN";
      said.rate = 0.9;
      said.onstart = () => {
        parts.forEach(([each]) => each.classList.toggle("said", each === part));
        part.scrollIntoView({ block: "center" });
      };
      if (part === parts.at(-1)[0]) said.onend = hush;
      speechSynthesis.speak(said);
    }
    reader.textContent = "不念了";
  }

  reader.hidden = false;
  reader.addEventListener("click", () => (speechSynthesis.speaking ? hush() : say()));
  // Nothing goes on talking in a pocket.
  window.addEventListener("pagehide", hush);
  return hush;
}

// For the next page too, where the phone keeps it.
export function larger(main) {
  function enlarge(on) {
    element("larger").setAttribute("aria-pressed", String(on));
    main.classList.toggle("larger", on);
  }
  enlarge(kept());
  element("larger").addEventListener("click", () => enlarge(kept(!kept())));
}

function kept(on) {
  try {
    if (on === undefined) return localStorage.getItem(LARGER) === "true";
    localStorage.setItem(LARGER, String(on));
  } catch {
    // A phone that keeps nothing.
  }
  return Boolean(on);
}
