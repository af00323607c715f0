// Parts that several screens are made of.

import { byId, h, svg } from "./dom.js";
import { Trouble } from "./session.js";
import { state, visit } from "./state.js";
import { money, t, when } from "./words.js";

const SHADE = /^#[0-9a-f]{6}$/i;

export const head = (title, lede, eyebrow) => [
  eyebrow && h("p", { class: "eyebrow" }, eyebrow),
  h("h1", {}, title),
  lede && h("p", { class: "lede" }, lede),
];

export function back(path, words) {
  return h("p", { class: "back" }, h("a", { href: `#/${path}` }, "‹ ", words));
}

export function loading(name) {
  const rows = { product: ["drawing", "title", "line", "block"], receipts: ["title", "block", "block"] }[name] || ["title", "line", "block", "block"];
  return h("div", { class: "loading", role: "status" }, h("span", { class: "unseen" }, t("loading")), rows.map((kind) => h("i", { class: kind, "aria-hidden": "true" })));
}

export function empty(title, text, ...more) {
  return h("div", { class: "empty" }, h("strong", {}, title), text && h("p", {}, text), more);
}

export function sayTrouble(error) {
  if (!(error instanceof Trouble)) return t("trouble.failed");
  if (error.kind === "offline") return t("trouble.offline");
  if (error.kind === "signed_out") return t("trouble.signed_out");
  return error.said ? [error.said, error.todo].filter(Boolean).join(". ") : t(error.kind === "missing" ? "trouble.missing" : "trouble.failed");
}

export function trouble(error, again) {
  const kind = error.kind === "offline" ? "offline" : error.kind === "missing" ? "missing" : "failed";
  return [
    h("h1", {}, t(`trouble.${kind}.title`)),
    h("div", { class: "empty" }, h("p", {}, sayTrouble(error)), kind === "offline" && h("p", {}, t("offline.works")), button(t("again"), again, { class: "quiet" })),
  ];
}

// A button that cannot be pressed twice, and says what went wrong where it was pressed.
export function button(words, act, { class: kind = "", key, ...more } = {}) {
  const made = h("button", { type: "button", class: `button ${kind}`, "data-key": key, ...more }, words);
  made.addEventListener("click", async (event) => {
    if (made.getAttribute("aria-busy") === "true") return;
    made.setAttribute("aria-busy", "true");
    try {
      await act(event, made);
    } catch (error) {
      if (!(error instanceof Trouble)) console.error(error);
      toast(sayTrouble(error), { isBad: true });
    } finally {
      made.removeAttribute("aria-busy");
    }
  });
  return made;
}

let fading;
export function toast(words, { undo, isBad = false } = {}) {
  const place = byId("toast");
  clearTimeout(fading);
  const close = () => place.replaceChildren();
  const fade = () => (fading = setTimeout(() => (place.matches(":hover, :focus-within") ? fade() : close()), undo ? 9000 : 5000));
  place.replaceChildren(h("div", { class: isBad ? "told bad" : "told" }, h("p", {}, words), undo && button(t("undo"), async () => {
    close();
    await undo();
  }, { class: "plain" })));
  fade();
}

// A sheet from below; focus goes in and comes back, Esc and the ground close it.
export function sheet(title, fill) {
  const from = document.activeElement;
  const made = h("dialog", { class: "sheet", "aria-labelledby": "sheet-title" });
  const close = () => made.close();
  made.append(
    h("header", {}, h("h2", { id: "sheet-title", tabindex: "-1", autofocus: true }, title), h("button", { type: "button", class: "close", "aria-label": t("close"), onclick: close }, "×")),
    h("div", { class: "in" }, fill(close)),
  );
  made.addEventListener("click", (event) => event.target === made && close());
  made.addEventListener("close", () => {
    made.remove();
    if (from?.isConnected) from.focus({ preventScroll: true });
  });
  document.body.append(made);
  made.showModal();
  return made;
}

// Our own drawings take the colour of the variant; a picture from elsewhere is not fetched.
export function drawing(product, kind = "") {
  const image = product.image || "";
  const own = image.startsWith("/app/drawings/");
  const shade = own && SHADE.test(product.shade || "") ? `?shade=${product.shade.slice(1).toLowerCase()}` : "";
  return h("span", { class: `drawing ${kind}` }, h("img", { src: image.startsWith("/") ? image + shade : "/app/drawings/none.svg", alt: "", width: 160, height: 160, decoding: "async" }));
}

export function swatch(shade) {
  return svg("svg", { class: "swatch", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    svg("circle", { cx: 8, cy: 8, r: 7, fill: SHADE.test(shade || "") ? shade : "none" }));
}

export const price = (one) => h("span", { class: "price" }, money(one));

// Where a variant is: the store she is in, the one she likes best, then any that has it.
export function bestStore(item) {
  const having = (item.stores || []).filter((one) => one.quantity > 0);
  const first = [visit()?.store, state.me?.preferredStore?.code];
  return having.find((one) => one.code === first[0]) || having.find((one) => one.code === first[1]) || having[0] || null;
}

export function stockLine(item) {
  const store = bestStore(item);
  if (!store) return h("span", { class: "stock none" }, "○ ", t("stock.none"));
  const isHere = store.code === visit()?.store;
  return h("span", { class: "stock" }, h("b", {}, "● ", isHere ? t("stock.here", { n: store.quantity }) : t("stock.store", { n: store.quantity })), " ",
    h("small", {}, isHere ? t("stock.counted", { at: when(store.counted) }) : t("stock.where", { store: store.name, at: when(store.counted) })));
}

export function itemRow(item, side) {
  const name = h("a", { href: `#/product/${item.gtin}`, class: "name" }, item.product.name);
  return h("li", { class: "item" }, drawing({ ...item.product, shade: item.shade }, "small"), h("div", { class: "what" }, name,
    h("p", { class: "soft" }, [item.color, item.size && t("size.of", { size: item.size }), money(item.price)].filter(Boolean).join(" · ")), stockLine(item)), side);
}

export const stars = (count) => h("span", { class: "stars", role: "img", "aria-label": t("stars", { n: count }) }, "★".repeat(count), h("i", {}, "★".repeat(5 - count)));
