// Messages of the house: asked for while she looks, shown as a banner, acted upon.

import { byId, h } from "./dom.js";
import { button, toast } from "./parts.js";
import { go } from "./router.js";
import { get, isSignedIn, post } from "./session.js";
import { postDone } from "./stage.js";
import { loadMe, state, tell } from "./state.js";
import { has, now, t, when } from "./words.js";

const EVERY = 2000;
const ME_EVERY = 5;
const shown = new Set();
let last = "";
let isAsking = false;

export function watch(arrived) {
  let ticks = 0;
  setInterval(async () => {
    if (document.hidden || isAsking || !isSignedIn() || !state.me) return;
    isAsking = true;
    try {
      const fresh = await newMessages();
      if (++ticks % ME_EVERY === 0) await loadMe();
      if (fresh.length) arrived(fresh);
    } catch {
      // the strip above tells that there is no network; asked again in two seconds
    } finally {
      isAsking = false;
    }
  }, EVERY);
}

async function newMessages() {
  const { messages } = await get(`/v1/me/messages?after=${encodeURIComponent(last)}`);
  const isFirst = last === "";
  const fresh = messages.filter((one) => !shown.has(one.id));
  for (const one of fresh) {
    shown.add(one.id);
    if (one.at > last) last = one.at;
  }
  if (isFirst && !messages.length) last = new Date(now()).toISOString();
  return isFirst ? [] : fresh; // what was there before stands on the first screen
}

export function forgetMessages() {
  shown.clear();
  last = "";
  hideBanner();
}

export const hideBanner = () => {
  byId("banner").hidden = true;
  byId("banner").replaceChildren();
};

const actionsOf = (message) => (message.actions?.length ? message.actions : ["way", "not_today", "why"]).map((one) =>
  (typeof one === "string" ? { action: one, title: has(`action.${one}`) ? t(`action.${one}`) : one } : { action: one.action || one.id, title: one.title || one.label || t(`action.${one.action || one.id}`) }));

export function actions(message, after = () => undefined) {
  return h("div", { class: "actions" }, actionsOf(message).map(({ action, title }, at) =>
    button(title, async () => {
      after();
      await chosen(action, message);
    }, { class: at ? "quiet small" : "small", key: `${message.id}-${action}` })));
}

export function showBanner(message) {
  const place = byId("banner");
  place.setAttribute("aria-label", t("message"));
  place.replaceChildren(h("div", { class: "card message" },
    h("header", {}, h("small", {}, t("app"), " · ", when(message.at || now())), h("button", { type: "button", class: "close", "aria-label": t("close"), onclick: () => {
      hideBanner();
      tell("Notification Dismissed", about(message));
      postDone("dismissed", { receipt: message.receipt });
    } }, "×")),
    h("strong", {}, message.title), message.body && h("p", {}, message.body), actions(message, hideBanner)));
  place.hidden = false;
}

const about = (message) => ({ receipt: message.receipt || "", play: message.play || "", item: message.item || "", store: message.store || "" });

// What she chose on a notification, in the banner or on a card: each does exactly what it says.
export async function chosen(action, message) {
  postDone(`chosen:${action}`, { receipt: message.receipt });
  if (action !== "not_today") tell("Notification Opened", { ...about(message), action });
  if (action === "care") tell("Care Instructions Viewed", about(message));
  if (action === "not_today") {
    tell("Notification Dismissed", { ...about(message), action });
    if (message.receipt) await post(`/v1/me/receipts/${message.receipt}/said`, { said: "not_today" });
    toast(t("not_today.said"));
  } else if (action === "why") go(message.receipt ? `receipt/${message.receipt}` : "receipts");
  else if (action === "rate") go(message.item ? `rate/${message.item}` : message.store ? `visit/${message.store}/${message.receipt || ""}` : "start");
  else if (action === "repair" || action === "kit") go(`items/${message.item || ""}/${action}`);
  else if (action === "questions") go(`heard/${message.receipt || ""}`);
  else if (action === "way" || message.store) go(`way/${message.store || ""}/${message.item || ""}`);
  else if (message.item) go(`product/${message.item}`);
  else go("start");
}
