// The worker of the audits: keeps the pages of a walk-through and their files, and answers with them when the
// server cannot be reached. Nothing else is ever kept; signing out takes everything away.

const FILES_FROM = new URL(self.location).searchParams.get("files"); // the folder of this version's files
const FILES = `qms-files-${FILES_FROM}`;
const PAGES = "qms-pages";
const ROOT = new URL("./", self.location).pathname;
const WALK = new RegExp(`^${ROOT}(\\d+/walk|on-site)(/\\d+)?$`);

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("qms-files-") && name !== FILES) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  const kept = keep(event.data).catch(() => false);
  event.waitUntil(kept.then((well) => event.ports[0].postMessage(well)));
});

/** Keeps a page that was loaded before the worker was there, and its files; tells whether all of it is there. */
async function keep({ page, files }) {
  const own = files.filter((file) => new URL(file).pathname.startsWith(FILES_FROM));
  const store = await caches.open(FILES);
  await Promise.all(own.map(async (file) => (await store.match(file)) ?? store.add(file)));
  const url = new URL(page);
  const answer = await fetch(page).catch(() => null);
  if (answer) await keepPage(url, answer);
  return Boolean(await (await caches.open(PAGES)).match(keyOf(url)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(FILES_FROM)) event.respondWith(file(request));
  else if (request.mode === "navigate" && WALK.test(url.pathname)) event.respondWith(walkPage(request, url));
});

async function file(request) {
  const store = await caches.open(FILES);
  const kept = await store.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await store.put(request, answer.clone());
  return answer;
}

async function walkPage(request, url) {
  try {
    const answer = await fetch(request);
    await keepPage(url, answer);
    return answer;
  } catch (error) {
    const kept = await (await caches.open(PAGES)).match(keyOf(url));
    if (kept) return kept;
    throw error;
  }
}

/** One page stands for all lines of an audit; it fills in the line of its address. */
async function keepPage(url, answer) {
  if (!answer.ok || answer.redirected || answer.type === "opaqueredirect") return;
  await (await caches.open(PAGES)).put(keyOf(url), answer.clone());
}

function keyOf(url) {
  return url.origin + url.pathname.match(WALK)[0].replace(/(\/walk)\/\d+$/, "$1");
}
