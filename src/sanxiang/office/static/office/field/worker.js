// Keeps the page and its files on the phone, so that it opens without a network. `KEPT` stands before this text (office/field.py).
// Nothing that names a case passes through here: what the page knows of cases is in its own store (keep.js).
"use strict";
const STORE = `field-${KEPT.version}`;

self.addEventListener("install", event => {
  event.waitUntil(caches.open(STORE).then(store => store.addAll(KEPT.files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  const old = names => Promise.all(names.filter(name => name.startsWith("field-") && name !== STORE).map(name => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === KEPT.page) event.respondWith(page(event.request));
  else if (KEPT.files.includes(url.pathname)) event.respondWith(file(event.request));
});

// From the network while there is one; a page of ours only where it is the page, not where it leads to the sign-in.
async function page(request) {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && answer.type === "basic") await store.put(KEPT.page, answer.clone());
    return answer;
  } catch (error) {
    const kept = await store.match(KEPT.page);
    if (kept) return kept;
    throw error;
  }
}

async function file(request) {
  const store = await caches.open(STORE);
  return await store.match(request, { ignoreSearch: true }) || fetch(request);
}
