// A clock of a decision: tells each second how many are left, until none is. It runs as fast as the plant's time when the
// page was opened (pace: 1, in a demo another), by which the house judges. Returns what stops it.

export function countdown(seconds, pace, tell, over = () => {}) {
  const began = performance.now();
  const left = () => Math.max(0, Math.ceil(seconds - ((performance.now() - began) / 1000) * pace));
  const timer = setInterval(() => {
    tell(left());
    if (left() > 0) return;
    clearInterval(timer);
    over();
  }, 250);
  tell(left());
  return () => clearInterval(timer);
}
