// Opens the page for reporting a hazard where there is no signal, from what the phone has kept of this version. Whatever
// else the pages ask for goes its own way.

const KEPT = "anhao-{{ version }}";
const PAGE = "/h5/offline";
const FILES = {{ files|tojson }};
const REPORT = /^\/h5\/(offline$|(wecom|dingtalk)\/report\/)/;

async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll([PAGE, ...FILES]);
  await self.skipWaiting();
}

async function forget() {
  const old = (await caches.keys()).filter((name) => name.startsWith("anhao-") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forget()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate" && REPORT.test(pathname)) event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  else if (FILES.includes(pathname)) event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
});
