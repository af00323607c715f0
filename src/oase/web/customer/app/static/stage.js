// A page of the same house may show this app in a frame: it is told what is on the screen, and may turn to another.

const isFramed = window.parent !== window;

export function postScreen(screen, place = []) {
  if (isFramed) window.parent.postMessage({ oase: { screen, place } }, location.origin);
}

export function postDone(what, more = {}) {
  if (isFramed) window.parent.postMessage({ oase: { did: what, ...more } }, location.origin);
}

export function listen(hear) {
  window.addEventListener("message", (event) => {
    if (event.origin !== location.origin || !event.data || typeof event.data.oase !== "object") return;
    if (event.source !== window.parent || !isFramed) return;
    hear(event.data.oase);
  });
}
