// What the whole app knows of her now: who she is, and whether she is in a store.

import { get, post } from "./session.js";
import { language, setZone } from "./words.js";

export const state = { me: null, wishes: new Map() };
const listeners = new Set();

export const onChange = (listener) => listeners.add(listener);
export const visit = () => (state.me && state.me.mode === "store" ? state.me.visit : null);
export const storeHere = () => visit()?.store || state.me?.preferredStore?.code || "";
export const sizeOf = (garment) => state.me?.sizes.find((one) => one.garment === garment)?.size || "";
export const isGranted = (purpose) => Boolean(state.me?.consents.find((one) => one.purpose === purpose)?.granted);

export async function loadMe() {
  const me = await get("/v1/me");
  const before = state.me;
  state.me = me;
  setZone(me.timezone || me.timeZone);
  const changed = !before || before.mode !== me.mode || before.visit?.store !== me.visit?.store;
  for (const listener of listeners) listener(changed);
  return me;
}

export async function loadWishes() {
  const { items } = await get("/v1/wishlist/items");
  state.wishes = new Map(items.map((one) => [one.gtin, one]));
  return items;
}

export const forgetMe = () => {
  state.me = null;
  state.wishes = new Map();
};

// What she did in the app, from a closed list; a lost one is no reason to bother her.
export const tell = (event, properties = {}) =>
  post("/v1/me/contacts", { event, properties: { ...properties, lang: language() } }).catch(() => undefined);
