// Colour by size: what is here, near, online or nowhere, each with the time of its source.
// On a narrow screen each colour stands above its row; the roles say that it still is a table.

import { h } from "../dom.js";
import { swatch } from "../parts.js";
import { t, when } from "../words.js";

export function grid(shown, choose) {
  const { colors, sizes, cells } = shown.grid;
  const find = (color, size) => cells.find((one) => one.color === color && one.size === size);
  const chosen = cells.find((one) => one.gtin === shown.gtin) || cells[0];
  return h("section", { class: "grid-of", "aria-labelledby": "grid" },
    h("h2", { id: "grid" }, t("grid.title")),
    h("div", { class: "scroll" }, h("table", { role: "table" }, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, h("th", { role: "columnheader", scope: "col" }, h("span", { class: "unseen" }, t("grid.color"))), sizes.map((size) =>
      h("th", { role: "columnheader", scope: "col", class: size === shown.mySize ? "mine" : "" }, size, size === shown.mySize && h("span", { class: "unseen" }, ` ${t("grid.mine")}`))))),
    h("tbody", { role: "rowgroup" }, colors.map((color) => h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row" }, h("span", { class: "color" }, swatch(color.shade), color.name)), sizes.map((size) => h("td", { role: "cell" }, cell(find(color.name, size), chosen, choose)))))))),
    h("p", { class: "soft small legend" }, ["here", "near", "online", "none"].map((one) => h("span", { class: one }, t(`grid.${one}`)))),
    chosen && h("p", { class: "source", role: "status" }, sources(chosen)));
}

const kindOf = (one) => (one.here?.quantity > 0 ? "here" : one.nearby?.some((store) => store.quantity > 0) ? "near" : one.online > 0 ? "online" : "none");
const SIGNS = { near: "◐", online: "○", none: "–" };

function cell(one, chosen, choose) {
  if (!one) return h("span", { class: "cell none", "aria-label": t("grid.not_made") }, "");
  const kind = kindOf(one);
  return h("button", { type: "button", class: `cell ${kind}`, "data-key": `cell-${one.gtin}`, "aria-pressed": String(one === chosen), "aria-label": sources(one), onclick: () => choose(one.gtin) }, kind === "here" ? String(one.here.quantity) : SIGNS[kind]);
}

// "Sand 38: hier 2, gezählt 15:31 · Köln-Süd 1, gezählt 14:02 · online 6"
export function sources(one) {
  const near = (one.nearby || []).filter((store) => store.quantity > 0).slice(0, 2);
  const parts = [
    one.here && t(one.here.quantity > 0 ? "source.here" : "source.not_here", { n: one.here.quantity, at: when(one.here.counted) }),
    ...near.map((store) => t("source.near", { store: store.name, n: store.quantity, at: when(store.counted) })),
    one.online > 0 && t("source.online", { n: one.online }),
  ].filter(Boolean);
  return `${one.color} ${one.size}: ${parts.length ? parts.join(" · ") : t("source.none")}`;
}
