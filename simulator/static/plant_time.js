/* The plant's time at the top: shown from its last anchor and speed, moved through the control API. */
import { control } from "./control.js";
import { dayWords } from "./days.js";
import { keys } from "./dom.js";

const RATES = [
  [1, "×1"],
  [10, "×10"],
  [60, "×60"],
  [600, "×600"],
  [0, "暂停"],
];
const JUMPS = [
  [60, "+1 分"],
  [300, "+5 分"],
  [900, "+15 分"],
];
const TICK_MS = 200;
/* At this speed and above, seconds would only flicker. */
const SECONDS_UNTIL = 60;

/** Puts the keys on the bar and starts the clock; `told(error)` hears what went wrong. `now()` is its wall clock. */
export function plantTime(bar, told) {
  let anchor = null;
  const send = (change) => control.setTime(change).then(show, told);
  const rates = keys(RATES, (rate) => send({ rate }));
  bar.rates.append(...rates.buttons);
  bar.jumps.append(...keys(JUMPS, (seconds) => send({ advance_s: seconds })).buttons);

  function show({ now, rate }) {
    anchor = { plant: wall(now), real: performance.now(), rate };
    rates.press(rate);
    bar.speed.textContent = rate === 0 ? "暂停" : `×${rate}`;
    bar.speed.classList.toggle("still", rate === 0);
    draw();
  }

  const reading = () => new Date(anchor.plant + (performance.now() - anchor.real) * anchor.rate);

  function draw() {
    if (!anchor) return;
    const now = reading();
    const clock = now.toISOString().slice(11, anchor.rate < SECONDS_UNTIL ? 19 : 16);
    write(bar.clock, clock);
    write(bar.date, dayWords(now.toISOString()));
    for (const small of document.querySelectorAll(".now")) write(small, clock.slice(0, 5));
  }

  setInterval(draw, TICK_MS);
  return { show, now: () => reading().toISOString() };
}

/** An ISO time as its own wall clock (its offset left out), in ms. */
const wall = (iso) => Date.parse(`${iso.slice(0, 23).replace(/[+Z].*$/, "")}Z`);

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
