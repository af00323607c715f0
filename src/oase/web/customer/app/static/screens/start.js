// Start: on the street what is near and next, in a store what is here and how one gets on.

import { h } from "../dom.js";
import { actions } from "../messages.js";
import { bestStore, button, empty, head, itemRow, toast } from "../parts.js";
import { go } from "../router.js";
import { get, put, remove, post } from "../session.js";
import { loadMe, loadWishes, state, visit } from "../state.js";
import { now, t, until, when } from "../words.js";

const MOODS = ["hurry", "time", "looking"];

export default async function start(view) {
  const [items, { messages }, { reservations }, mine] = await Promise.all([loadWishes(), get("/v1/me/messages"), get("/v1/reservations"), get("/v1/items"), state.me || loadMe()]);
  const held = reservations.filter(isHeld);
  return visit() ? inStore(view, items, held) : onStreet(view, items, messages, held, mine);
}

function onStreet(view, items, messages, held, mine) {
  const newest = messages.filter((one) => !one.expires || Date.parse(one.expires) > now()).slice(-1)[0] || messages[messages.length - 1];
  return [
    head(...finding(items), state.me.name ? t("start.hello", { name: state.me.name }) : ""),
    newest && message(newest),
    held.map((one) => reservation(one, view)),
    h("section", {}, h("h2", {}, t("wishes.title")), wishes(items)),
    things(mine),
    shop(),
  ];
}

// Only where there is something to lead to: what is hers, or what she bought and has not registered.
function things({ items, bought }) {
  if (!items.length && !bought.length) return "";
  return h("p", { class: "soft" }, h("a", { href: "#/items" }, items.length ? t("start.items", { n: items.length }) : t("start.items.bought", { n: bought.length })));
}

function inStore(view, items, held) {
  const here = items.filter((item) => bestStore(item)?.code === visit().store);
  const rest = items.length - here.length;
  return [
    head(here.length ? t("start.here", { n: here.length }) : t("start.none_here"), t("start.scan_lede")),
    h("a", { class: "button wide big", href: "#/scan" }, t("scan.open")),
    here.length ? h("ul", { class: "items card" }, here.map((item) => itemRow(item))) : "",
    rest > 0 && h("p", { class: "soft" }, h("a", { href: "#/wishes" }, t("start.rest", { n: rest }))),
    held.map((one) => reservation(one, view)),
    mood(view),
    h("div", { class: "pair" }, h("a", { class: "button quiet", href: "#/questions" }, t("ask.open")), button(t("visit.leave"), async () => {
      await remove("/v1/visits/current");
      await loadMe();
      await view.again({});
    }, { class: "quiet", key: "leave" })),
  ];
}

// The headline says what matters now, or says honestly that nothing does.
function finding(items) {
  if (!items.length) return [t("start.nothing"), ""];
  const found = items.map((item) => [item, bestStore(item)]).filter(([, store]) => store);
  if (!found.length) return [t("start.sold_out", { n: items.length }), ""];
  const [item, store] = found[0];
  return [
    t(item.size ? "start.found_size" : "start.found", { name: item.product.name, size: item.size }),
    t("start.where", { store: store.name, n: store.quantity, at: when(store.counted) }),
  ];
}

function message(one) {
  const isOver = one.expires && Date.parse(one.expires) <= now();
  return h("section", { class: "card message", "aria-label": t("message") }, h("header", {}, h("small", {}, when(one.at)), isOver && h("span", { class: "badge" }, t("message.over"))),
    h("strong", {}, one.title), one.body && h("p", {}, one.body), isOver ? one.receipt && h("p", {}, h("a", { href: `#/receipt/${one.receipt}` }, t("action.why"))) : actions(one));
}

export const isHeld = (one) => one.state === "asked" || one.state === "ready";

export function reservation(one, view) {
  const { name } = one.product;
  const again = () => post("/v1/reservations", { gtin: one.gtin, store: one.store.code, kind: one.kind }).then(() => view.again());
  return h("section", { class: "card next" }, h("div", {}, h("h2", {}, t(`held.${one.kind}`, { name })), h("p", { class: "soft" },
    `${one.store.name} · ${until(one.until)}`)),
  button(t("held.cancel"), async () => {
    await remove(`/v1/reservations/${one.id}`);
    await view.again();
    toast(t("held.cancelled"), { undo: again });
  }, { class: "quiet small", key: `cancel-${one.id}` }));
}

function wishes(items) {
  if (!items.length) return empty(t("wishes.none"), t("wishes.none.text"), h("a", { class: "button quiet", href: "#/scan" }, t("scan.open")));
  return [h("ul", { class: "items card" }, items.slice(0, 4).map((item) => itemRow(item))), items.length > 4 && h("p", {}, h("a", { href: "#/wishes" }, t("wishes.all", { n: items.length })))];
}

function shop() {
  const store = state.me.preferredStore;
  return h("section", { class: "card next" }, h("div", {}, h("h2", {}, store ? store.name : t("store.none")), h("p", { class: "soft" }, store ? t(`store.${store.how}`) : t("store.none.text"))),
    store ? h("a", { class: "button quiet small", href: `#/way/${store.code}` }, t("store.hours")) : h("a", { class: "button quiet small", href: "#/store" }, t("store.choose")),
    store && button(t("visit.enter"), async () => {
      await post("/v1/visits", { store: store.code, how: "hand" });
      await loadMe();
      go("start");
    }, { class: "plain", key: "enter" }));
}

function mood(view) {
  const now = state.me.mood || "";
  return h("section", { class: "mood" }, h("h2", { id: "mood" }, t("mood.title")), h("div", { class: "chips", role: "group", "aria-labelledby": "mood" }, MOODS.map((one) =>
    button(t(`mood.${one}`), async () => {
      await put("/v1/me/mood", { mood: now === one ? "" : one });
      state.me.mood = now === one ? "" : one;
      await view.again();
    }, { class: "chip", key: `mood-${one}`, "aria-pressed": String(now === one) }))), h("p", { class: "soft small" }, t("mood.text")));
}
