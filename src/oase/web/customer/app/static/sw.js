// The worker: keeps the shell and what was last seen, shows pushed messages, opens the right screen.
const KEPT = `oase-shell-${VERSION}`;
const SEEN = "oase-seen";
const MOST_SEEN = 80;
const NEVER_KEPT = ["/v1/me/export", "/v1/push/", "/v1/scan"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT)
      .then((kept) => kept.addAll(SHELL.map((path) => new Request(path, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("oase-shell-") && name !== KEPT) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.searchParams.has("after")) return;
  if (url.pathname === "/app" || url.pathname.startsWith("/app/")) event.respondWith(fromShell(request, url));
  else if (url.pathname.startsWith("/v1/") && !NEVER_KEPT.some((path) => url.pathname.startsWith(path))) {
    event.respondWith(newestSeen(request));
  }
});

async function fromShell(request, url) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(url.pathname === "/app" ? "/app" : request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && url.pathname.startsWith("/app/drawings/")) await kept.put(request, answer.clone());
  return answer;
}

// From the house if it can be reached; otherwise as it was seen last, with the moment when that was.
async function newestSeen(request) {
  const seen = await caches.open(SEEN);
  try {
    const answer = await fetch(request);
    if (answer.ok && request.headers.has("authorization")) await remember(seen, request, answer.clone());
    return answer;
  } catch (error) {
    const found = await seen.match(request, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

async function remember(seen, request, answer) {
  const headers = new Headers(answer.headers);
  headers.set("x-oase-seen", String(Date.now()));
  await seen.put(request.url, new Response(await answer.blob(), { status: answer.status, headers }));
  const all = await seen.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_SEEN)).map((one) => seen.delete(one)));
}


self.addEventListener("push", (event) => {
  event.waitUntil(showPushed(told(event.data)));
});

function told(data) {
  try {
    return data ? data.json() : {};
  } catch {
    return { body: data.text() };
  }
}

async function showPushed(message) {
  const words = await wordsOf(message.lang);
  const actions = (message.actions || ["way", "not_today", "why"])
    .map((one) => (typeof one === "string" ? { action: one, title: words[`action.${one}`] || one } : one));
  await self.registration.showNotification(message.title || "Oase", {
    body: message.body || "",
    lang: message.lang || "de",
    tag: message.topic || message.receipt || message.id,
    icon: "/app/icons/icon-192.png",
    badge: "/app/icons/icon-192.png",
    actions,
    data: message,
  });
  for (const client of await pages()) client.postMessage({ oase: { pushed: message } });
}

// The same words as the app's, out of the kept shell.
async function wordsOf(lang) {
  const path = `/app/words/${lang === "en" ? "en" : "de"}.json`;
  const kept = await (await caches.open(KEPT)).match(path);
  try {
    return await (kept || (await fetch(path))).json();
  } catch {
    return {};
  }
}

const pages = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.action || "open", event.notification.data || {}));
});

self.addEventListener("notificationclose", (event) => {
  event.waitUntil(tellPages({ dismissed: event.notification.data || {} }));
});

async function tellPages(what) {
  for (const client of await pages()) client.postMessage({ oase: what });
}

// The page does what was chosen: it holds the token, the worker holds nothing of hers.
async function open(action, message) {
  const asked = new URLSearchParams({ action, receipt: message.receipt || "", item: message.item || "", store: message.store || "" });
  const client = (await pages()).find((one) => new URL(one.url).pathname === "/app");
  if (client) {
    client.postMessage({ oase: { chosen: { action, message } } });
    if ("focus" in client) await client.focus().catch(() => undefined);
    return;
  }
  await self.clients.openWindow(`/app#/chosen/${asked}`);
}
