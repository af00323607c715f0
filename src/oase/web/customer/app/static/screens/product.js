// A product in a store: what it is, which there are and where, how it fits, what goes with it, and what now.

import { h } from "../dom.js";
import { button, drawing, price, stars, swatch } from "../parts.js";
import { replace } from "../router.js";
import { get } from "../session.js";
import { loadWishes, state, storeHere, visit } from "../state.js";
import { day, money, number, t, until, when } from "../words.js";
import { grid } from "./grid.js";
import { isHeld, reservation } from "./start.js";
import { askShop, hold, isTried, undecided } from "./undecided.js";
import { heart } from "./wishes.js";

export default async function product(view) {
  const gtin = view.place[0];
  const store = storeHere();
  const [shown, { reservations }] = await Promise.all([get(`/v1/pos/products/${gtin}?store=${encodeURIComponent(store)}`), get("/v1/reservations").catch(() => ({ reservations: [] })), state.wishes.size ? null : loadWishes().catch(() => [])]);
  const all = { ...shown, gtin, store: shown.store?.code || store, held: reservations.filter((one) => one.gtin === gtin && isHeld(one)) };
  const matches = h("section", { class: "matches", "aria-live": "polite" }, h("h2", {}, t("matches.title")), h("div", { class: "loading" }, h("i", { class: "block", "aria-hidden": "true" })));
  fill(matches, all);
  return [
    h("div", { class: "product-head" }, drawing({ ...all.product, shade: all.variant.shade }, "large"), h("div", { class: "says" },
      h("div", { class: "title" }, h("h1", {}, all.product.name), heart({ gtin, product: all.product }, all.onWishlist ?? state.wishes.has(gtin), view)),
      h("p", { class: "soft" }, priceOf(all), " · ", [materialOf(all.product), ...careOf(all.product).slice(0, 2)].filter(Boolean).join(" · ")),
      h("p", { class: "variant" }, swatch(all.variant.shade), [all.variant.color, all.variant.size && t("size.of", { size: all.variant.size })].filter(Boolean).join(" · ")),
      lowest(all), mine(all))),
    grid(all, (chosen) => replace(`product/${chosen}`, { isQuiet: true })),
    fit(all),
    matches,
    now(all, view),
    more(all),
    reviews(all),
  ];
}

const putAside = (at) => {
  const said = until(at);
  return { until: said, Until: said[0].toUpperCase() + said.slice(1) };
};
const priceOf = (shown) => (shown.price ? price(shown.price) : "");
const materialOf = (one) => (one.material || []).map((part) => `${number(part.percent)} % ${part.name}`).join(", ");
const careOf = (one) => (one.care || []).map((part) => part.text);

// Only where the price was lower within 30 days is that worth a line; a percentage is never claimed.
function lowest({ price: one }) {
  const least = one?.lowest30;
  const cents = typeof least === "number" ? least : least?.cents;
  return cents && cents !== one.cents ? h("p", { class: "soft small" }, t("price.lowest", { price: money({ cents, currency: one.currency }) })) : "";
}

function mine({ mySize, variant }) {
  if (!mySize || !variant.size || mySize === variant.size) return "";
  return h("p", { class: "soft small" }, t("size.other", { mine: mySize }));
}

// "Fällt wie erwartet aus": what most of those with her size say, how many they are, and whether that was checked.
function fit({ ratings, product: one }) {
  if (!ratings || !ratings.count) return h("section", { class: "card fit" }, h("strong", {}, t("ratings.none")), h("p", { class: "soft" }, t("ratings.none.text")));
  const { fit: said } = ratings;
  const best = said && ["expected", "smaller", "larger"].reduce((a, b) => ((said[b] || 0) > (said[a] || 0) ? b : a));
  const checked = ratings.verified === ratings.count || ratings.verified === true ? "all" : ratings.verified ? "some" : "none";
  return h("section", { class: "card fit" },
    h("strong", {}, said?.count ? t(`fit.${best}`) : t("ratings.average", { average: number(ratings.average, 1) })),
    said?.count ? h("p", {}, t(said.size ? "fit.of_size" : "fit.of", { n: said[best], count: said.count, size: said.size }), " · ", t(`verified.${checked}`, { n: ratings.verified, count: ratings.count })) : h("p", {}, t(`verified.${checked}`, { n: ratings.verified, count: ratings.count })),
    said?.count ? bars(said) : "",
    h("p", { class: "soft small" }, t("ratings.count", { n: ratings.count, average: number(ratings.average, 1) }), " · ", h("a", { href: `#/ratings/${one.id}` }, t("ratings.all"))));
}

const bars = (said) => h("ul", { class: "bars" }, ["smaller", "expected", "larger"].map((one) =>
  h("li", {}, h("span", {}, t(`fit.short.${one}`)), h("meter", { min: 0, max: said.count, value: said[one] || 0, "aria-label": t(`fit.short.${one}`) }), h("span", { class: "n" }, String(said[one] || 0)))));

async function fill(place, all) {
  try {
    const { matches, empty } = await get(`/v1/pos/products/${all.gtin}/matches?store=${encodeURIComponent(all.store)}`);
    place.replaceChildren(h("h2", {}, t("matches.title")), matches.length ? h("ul", { class: "match-list" }, matches.map(match)) : h("p", { class: "empty" }, empty || t("matches.none")));
  } catch {
    place.replaceChildren(h("h2", {}, t("matches.title")), h("p", { class: "empty" }, t("matches.unknown")));
  }
}

const match = (one) => h("li", {}, h("a", { href: `#/product/${one.gtin}` }, drawing({ ...one.product, shade: one.shade }, "tile"), h("b", {}, one.product.name)),
  h("p", { class: "soft small" }, [one.color, one.size, money(one.price)].filter(Boolean).join(" · ")),
  h("p", { class: "stock small" }, h("b", {}, "● ", t("stock.here", { n: one.quantity })), h("small", {}, " ", t("stock.counted", { at: when(one.counted) }))),
  one.because && h("p", { class: "because" }, one.because));

// What now: nothing here is urgent, and leaving it open is as good an answer as any.
function now(all, view) {
  const cell = all.grid.cells.find((one) => one.gtin === all.gtin);
  const isHere = (cell?.here?.quantity || 0) > 0;
  if (!all.store) return h("section", { class: "card" }, h("p", {}, t("product.no_store")), h("a", { class: "button quiet", href: "#/store" }, t("store.choose")));
  const tried = isTried(all);
  return h("section", { class: "now", "aria-label": t("now.title") },
    tried ? h("p", { class: "card said" }, t("undecided.final")) : "",
    all.held.map((one) => reservation(one, view)),
    all.held.some((one) => one.kind === "hold") ? "" : isHere ? button(all.holdUntil ? t("now.hold_until", putAside(all.holdUntil)) : t("now.hold"), () => hold(all, "hold", view), { class: "wide big", key: "hold" }) : all.held.length ? "" : h("p", { class: "soft" }, t("now.not_here")),
    h("div", { class: "pair" }, isHere && visit() ? button(t("now.fitting"), () => hold(all, "fitting", view), { class: "quiet", key: "fitting" }) : "",
      button(t("now.ask"), () => askShop(all), { class: "quiet", key: "ask" }), tried ? "" : button(t("now.open"), () => undecided(all, view), { class: "quiet", key: "open" })),
    h("p", { class: "soft small" }, t("now.promise")));
}

function more({ product: one }) {
  const care = careOf(one);
  return h("section", { class: "card facts" }, one.description && h("p", {}, one.description), h("dl", {},
    one.material?.length ? [h("dt", {}, t("material")), h("dd", {}, one.material.map((part) => `${number(part.percent)} % ${part.name}`).join(", "))] : "",
    care.length ? [h("dt", {}, t("care")), h("dd", {}, h("ul", {}, care.map((text) => h("li", {}, text))))] : ""));
}

function reviews({ ratings, gtin }) {
  const latest = ratings?.latest || [];
  return h("section", {}, h("h2", {}, t("ratings.title")), latest.length ? h("ul", { class: "rows card" }, latest.slice(0, 3).map(review)) : "", h("p", {}, h("a", { href: `#/rate/${gtin}` }, t("rate.own"))));
}

export const review = (one) => h("li", { class: "review" }, h("div", {}, h("p", {}, stars(one.stars), " ", h("small", {}, [one.size && t("size.of", { size: one.size }), one.fit && t(`fit.short.${one.fit}`)].filter(Boolean).join(" · "))),
  one.text && h("p", { class: "say" }, `„${one.text}“`), h("p", { class: "soft small" }, [day(one.at), t(one.verified === "repair" ? "review.repair" : one.verified ? "review.verified" : "review.unverified"), one.source].filter(Boolean).join(" · "))));
