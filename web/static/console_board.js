// The board keeps itself up to date: every three seconds it asks for its live part, and shows it when it has changed.

const EVERY_MS = 3000;
const TIME_OUT_MS = 10000;
const live = document.getElementById("live");
const link = document.getElementById("link");
const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
let mark = "";
let fresh = new Date();

async function look() {
  if (!document.hidden) {
    try {
      const response = await fetch(live.dataset.address, {
        cache: "no-store",
        headers: mark ? { "If-None-Match": mark } : {},
        redirect: "manual",
        signal: AbortSignal.timeout(TIME_OUT_MS),
      });
      if (response.type === "opaqueredirect") return location.reload();
      if (response.status === 200) show(await response.text(), response.headers.get("ETag") ?? "");
      told(response.status === 200 || response.status === 304);
    } catch {
      told(false);
    }
  }
  setTimeout(look, EVERY_MS);
}

// A link that has the keyboard's focus keeps it.
function show(html, newMark) {
  const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  live.innerHTML = html;
  mark = newMark;
  if (focused) live.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function told(well) {
  if (well) fresh = new Date();
  link.className = well ? "badge tone-done" : "badge tone-caution";
  link.textContent = well ? "实时" : `断线：这是 ${clock.format(fresh)} 的样子，请看网络`;
}

// Choosing is enough; the button is for a browser without scripts.
document.querySelector(".filters button").hidden = true;
for (const field of document.querySelectorAll(".filters :is(select, input)")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
setTimeout(look, EVERY_MS);
