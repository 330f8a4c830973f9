// A hand that tests a page needs no rest: what a page puts off for a moment, until somebody has lifted his finger or
// stopped typing, follows six times as soon. Whoever waits for an answer has as much patience as ever. For tests/glass.py.
(() => {
  if (!/^\/(h5|p|s|console)\//.test(location.pathname)) return;
  const MOMENT_MS = 600;
  const own = window.setTimeout;
  window.setTimeout = (work, wait, ...given) => own(work, wait <= MOMENT_MS ? wait / 6 : wait, ...given);
})();
