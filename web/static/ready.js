// Until a page's scripts have run, a tap on it would be lost: ready.css lets no control take one. A page whose scripts
// did not all come, or that was cut off before its `#end`, says so instead. This file is no module, so that it runs
// before them.

{
  const page = document.documentElement.dataset;
  document.addEventListener("DOMContentLoaded", () => { page.ready ??= document.getElementById("end") ? "yes" : "failed"; });
  // A missing module may be told after that.
  window.addEventListener("error", ({ target }) => { if (target.type === "module") page.ready = "failed"; }, true);
}
