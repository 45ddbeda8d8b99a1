// Keeps the page's own files, so that it opens without the node. What the chain says is never kept: fresh or nothing.
const KEPT = 'ixi-page';
const FILE = /^\/($|[a-z]+\.(js|css|svg|html|webmanifest)$|client\/[a-z0-9]+\.(js|json)$)/;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || !FILE.test(url.pathname)) return;
  event.respondWith(serve(event.request));
});

/** The node's file if the node answers, else the one that was kept. */
async function serve(request) {
  const cache = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (e) {
    const old = await cache.match(request);
    if (old) return old;
    throw e;
  }
}
