// Which phone this is: its browser's own words, and a number that this browser keeps. Shows who signs for whom.

// On the simulator's wall one browser is many phones, each in a frame with its own name. On a phone the name is empty.
const NAME = `anhao:device${window.name}`;

export function device() {
  return `${navigator.userAgent.slice(0, 160)} #${number()}`;
}

// When the store is closed (private mode), each page has a number of its own.
function number() {
  const fresh = crypto.getRandomValues(new Uint32Array(2)).join("");
  try {
    const kept = localStorage.getItem(NAME) || fresh;
    localStorage.setItem(NAME, kept);
    return kept;
  } catch {
    return fresh;
  }
}
