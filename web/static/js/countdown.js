// A clock of a decision: tells each second how many are left, until none is. Returns what stops it.

export function countdown(seconds, tell, over = () => {}) {
  const ends = performance.now() + seconds * 1000;
  const left = () => Math.max(0, Math.ceil((ends - performance.now()) / 1000));
  const timer = setInterval(() => {
    tell(left());
    if (left() > 0) return;
    clearInterval(timer);
    over();
  }, 250);
  tell(left());
  return () => clearInterval(timer);
}
