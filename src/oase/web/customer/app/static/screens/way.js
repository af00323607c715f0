// The way: how far, how long it is open, what is there, and when that was counted.

import { h, svg } from "../dom.js";
import { back, button, drawing, empty, head } from "../parts.js";
import { go } from "../router.js";
import { get, post } from "../session.js";
import { loadMe, loadWishes, state, visit } from "../state.js";
import { now, number, t, until, when } from "../words.js";

export default async function way(view) {
  const [code, gtin] = view.place;
  if (!code) return [back("start", t("tab.start")), head(t("store.none")), empty(t("store.none"), t("store.none.text"), h("a", { class: "button", href: "#/store" }, t("store.choose")))];
  const [shop, items, { messages }] = await Promise.all([get(`/v1/stores/${encodeURIComponent(code)}`), loadWishes(), get("/v1/me/messages")]);
  const wished = items.filter((one) => !gtin || one.gtin === gtin).map((one) => [one, one.stores?.find((each) => each.code === code)]).filter(([, stock]) => stock?.quantity > 0);
  const metres = messages.filter((one) => (one.store?.code || one.store) === code).slice(-1)[0]?.distanceM;
  return [
    back("start", t("tab.start")),
    head(shop.name, openLine(shop.opening), metres ? t("way.metres", { metres: number(metres) }) : ""),
    sketch(metres),
    h("p", { class: "address" }, [shop.street, [shop.postcode, shop.city].filter(Boolean).join(" ")].filter(Boolean).join(", ")),
    wished.length ? h("ul", { class: "items card" }, wished.map(([one, stock]) => there(one, stock))) : h("p", { class: "soft" }, t("way.nothing")),
    !visit() || visit().store !== code ? button(t("visit.here"), async () => {
      await post("/v1/visits", { store: code, how: "hand" });
      await loadMe();
      go("start");
    }, { class: "wide big", key: "here" }) : "",
    h("p", { class: "soft small" }, t("way.map"), " ", shop.latitude ? h("a", { href: `https://www.openstreetmap.org/?mlat=${shop.latitude}&mlon=${shop.longitude}#map=18/${shop.latitude}/${shop.longitude}`, rel: "noopener noreferrer", target: "_blank" }, "openstreetmap.org") : ""),
    preferred(code),
  ];
}

const there = (one, stock) => h("li", { class: "item" }, drawing({ ...one.product, shade: one.shade }, "small"), h("div", { class: "what" }, h("a", { class: "name", href: `#/product/${one.gtin}` }, one.product.name),
  h("p", { class: "soft" }, [one.color, one.size && t("size.of", { size: one.size })].filter(Boolean).join(" · ")), h("span", { class: "stock" }, h("b", {}, "● ", t("stock.store", { n: stock.quantity })), " ", h("small", {}, t("stock.counted", { at: when(stock.counted) })))));

export function openLine(opening) {
  if (!opening) return "";
  if (!opening.isOpen) return [opening.opens ? t("open.closed_until", { at: when(opening.opens) }) : t("open.closed"), opening.code !== "night" && opening.why].filter(Boolean).join(" · ");
  if (!opening.closes) return t("open.now");
  const minutes = Math.max(0, Math.round((Date.parse(opening.closes) - now()) / 60000));
  const left = minutes < 60 ? t("open.minutes", { n: minutes }) : t("open.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return minutes < 600 ? t("open.until_left", { until: until(opening.closes), left }) : t("open.until", { until: until(opening.closes) });
}

const preferred = (code) => (state.me?.preferredStore?.code === code ? h("p", { class: "soft small" }, t(`store.${state.me.preferredStore.how}`), " ", h("a", { href: "#/store" }, t("store.change"))) : "");

// No map, no track: she is one end of the line, the shop the other.
function sketch(metres) {
  return svg("svg", { class: "sketch", viewBox: "0 0 340 110", "aria-hidden": "true" },
    svg("g", { class: "streets" }, svg("path", { d: "M-10 84L350 70M-10 30L350 18M70 -10L82 120M214 -10L226 120" })),
    svg("path", { class: "trail", d: "M46 82Q120 90 132 58T268 46" }),
    svg("circle", { class: "me", cx: 46, cy: 82, r: 8 }),
    svg("rect", { class: "shop", x: 262, y: 34, width: 24, height: 24, rx: 7 }),
    svg("text", { x: 60, y: 102 }, t("way.you")), svg("text", { class: "strong", x: 274, y: 78, "text-anchor": "middle" }, metres ? `${number(metres)} m` : ""));
}
