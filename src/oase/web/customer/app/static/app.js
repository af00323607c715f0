// The app begins here: language, who she is, the frame around every screen.

import { byId, h } from "./dom.js";
import { chosen, forgetMessages, hideBanner, showBanner, watch } from "./messages.js";
import { toast } from "./parts.js";
import { go, replace, screenNow, show, turnTo } from "./router.js";
import { Trouble, isSignedIn, seen, signInFrom } from "./session.js";
import { listen } from "./stage.js";
import { forgetMe, loadMe, onChange, state, tell, visit } from "./state.js";
import { clock, firstLanguage, language, setMoment, speak, t } from "./words.js";

const TABS = ["start", "wishes", "scan", "receipts", "me"];
const LIVE = new Set(["start", "wishes", "product", "receipts", "receipt", "way", "consents", "store"]);

function frame() {
  const here = visit();
  document.documentElement.dataset.mode = here ? "store" : "street";
  byId("skip").textContent = t("skip");
  byId("head").replaceChildren(
    h("p", { class: "pill" }, here ? t("mode.store", { store: here.name || here.store }) : t("mode.street")),
    seen.isOffline ? h("p", { class: "offline", role: "status" }, seen.at ? t("offline.since", { at: clock(seen.at) }) : t("offline.now")) : "",
  );
  const tabs = byId("tabs");
  tabs.hidden = !isSignedIn();
  tabs.setAttribute("aria-label", t("tabs"));
  const current = tabs.querySelector("[aria-current]")?.dataset.tab;
  tabs.replaceChildren(...TABS.map((name) =>
    h("a", { href: `#/${name}`, "data-tab": name, class: name === "scan" ? "scan" : "", "aria-current": name === current ? "page" : null }, t(`tab.${name}`))));
}

async function enter() {
  try {
    await loadMe();
    tell("Application Opened");
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    frame();
    if (error.kind === "signed_out") return replace("welcome");
  }
  return route();
}

// Back on the network: what she is just writing stays where it is.
async function comeBack() {
  if (!state.me || !document.querySelector("main :is(input:not([type=checkbox]), textarea)")) return enter();
  seen.isOffline = false;
  frame();
  return loadMe();
}

// What a notification, a scanned link or a sign-in left behind the # is done once, then the screen is shown.
async function route() {
  const hash = location.hash;
  if (hash.startsWith("#token=") || hash.startsWith("#refresh=")) return signIn(hash);
  if (hash.startsWith("#/chosen/")) {
    const asked = Object.fromEntries(new URLSearchParams(hash.slice(9)));
    history.replaceState(null, "", "#/start");
    return chosen(asked.action, asked);
  }
  return show();
}

async function signIn(hash) {
  // a link from a stranger must not put somebody else's wishes into her hands; on the stage Annas follow each other
  const isKept = isSignedIn() && window.parent === window && !window.confirm(t("welcome.other"));
  if (!isKept) {
    await signInFrom(hash);
    forgetMe();
    forgetMessages();
  }
  history.replaceState(null, "", `${location.pathname}${location.search}#/start`);
  return enter();
}

async function hear(told) {
  if (told.lang && told.lang !== language()) {
    await speak(told.lang);
    frame();
    await show({ isQuiet: true });
  }
  if (told.at !== undefined) setMoment(told.at === null ? null : typeof told.at === "number" ? told.at / 1000 : Date.parse(told.at));
  if (told.refresh) {
    await loadMe().catch(() => undefined);
    await show({ isQuiet: true });
  }
  if (told.notification) showBanner(told.notification);
  if (told.open) {
    hideBanner();
    await turnTo(told.open, told.part);
  }
  if (told.press) document.querySelector(`main [data-key="${CSS.escape(told.press)}"]`)?.click();
}

function hearWorker(told) {
  if (told.pushed) {
    tell("Notification Received", { receipt: told.pushed.receipt || "" });
    loadMe().catch(() => undefined);
    if (LIVE.has(screenNow())) show({ isQuiet: true });
  } else if (told.chosen) chosen(told.chosen.action, told.chosen.message);
  else if (told.dismissed) tell("Notification Dismissed", { receipt: told.dismissed.receipt || "" });
}

async function begin() {
  const first = location.hash;
  await speak(firstLanguage());
  onChange((isOther) => {
    frame();
    if (isOther && screenNow() === "start") show({ isQuiet: true });
  });
  seen.told = frame;
  frame();
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("content").focus();
  });
  window.addEventListener("hashchange", () => route().catch((error) => console.error(error)));
  window.addEventListener("online", () => comeBack().catch((error) => console.error(error)));
  window.addEventListener("offline", () => {
    seen.isOffline = true;
    frame();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && state.me) loadMe().catch(() => undefined);
  });
  listen((told) => hear(told).catch((error) => console.error(error)));
  if (first.startsWith("#token=") || first.startsWith("#refresh=")) await signIn(first);
  else if (isSignedIn()) await enter();
  else await (first.startsWith("#/scan/") ? show() : replace("welcome"));
  watch((fresh) => {
    const newest = fresh[fresh.length - 1];
    showBanner(newest);
    if (LIVE.has(screenNow())) show({ isQuiet: true });
  });
  await work();
}

async function work() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event) => event.data?.oase && hearWorker(event.data.oase));
  try {
    await navigator.serviceWorker.register("/app/sw.js", { scope: "/app" });
  } catch {
    // a private window may have no worker: then the app works, only not without a network
  }
}

begin().catch((error) => {
  console.error(error);
  toast(t("trouble.failed"), { isBad: true });
});
