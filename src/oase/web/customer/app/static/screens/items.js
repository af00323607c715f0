// My items: what is hers, what she has bought but not registered, and how something gets here.

import { h } from "../dom.js";
import { button, drawing, empty, head, sayTrouble, toast } from "../parts.js";
import { go, replace } from "../router.js";
import { get, post } from "../session.js";
import { t } from "../words.js";

const GARMENTS = ["jacket", "top", "trousers", "dress", "skirt", "shoe", "bag", "kids", "other"];

export const newKey = () => crypto.randomUUID();

// A message about an article leads here; where exactly one of hers is such, straight to it.
export default async function items(view) {
  const { items: mine, bought } = await get("/v1/items");
  const [gtin, action] = view.place;
  const meant = gtin ? mine.filter((one) => one.gtin === gtin) : [];
  if (meant.length === 1) return replace(`thing/${meant[0].id}${action ? "/repair" : ""}`);
  return [
    head(mine.length ? t("items.head", { n: mine.length }) : t("items.none"), t("items.lede")),
    mine.length ? h("ul", { class: "items card" }, mine.map(row)) : empty(t("items.empty"), t("items.empty.text")),
    bought.length ? h("section", {}, h("h2", {}, t("items.bought")), h("ul", { class: "items card" }, bought.map((one) => boughtRow(one, view)))) : "",
    h("div", { class: "pair" }, h("a", { class: "button quiet", href: "#/scan" }, t("items.scan")), h("a", { class: "button quiet", href: "/p/tour" }, t("items.tour"))),
    byHand(),
  ];
}

export const since = (one) => [t(`items.state.${one.state}`), one.months === null ? "" : t("items.months", { n: one.months })].filter(Boolean).join(" · ");

const row = (one) => h("li", { class: "item" }, drawing({ ...one.product, shade: one.shade }, "small"), h("div", { class: "what" },
  h("a", { href: `#/thing/${one.id}`, class: "name" }, one.product.name), h("p", { class: "soft" }, since(one))), "");

const boughtRow = (one, view) => h("li", { class: "item" }, drawing(one.product, "small"), h("div", { class: "what" }, h("b", { class: "name" }, one.product.name), h("p", { class: "soft" }, t("items.bought.text"))),
  button(t("items.register"), async () => {
    await post("/v1/items", { gtin: one.gtin, key: `bought-${one.gtin}` });
    toast(t("items.registered", { name: one.product.name }));
    await view.again();
  }, { class: "quiet small", key: `bought-${one.gtin}`, "aria-label": t("items.register.what", { name: one.product.name }) }));

function byHand() {
  const key = newKey();
  const name = h("input", { id: "item-name", autocomplete: "off", maxlength: 120, "aria-describedby": "item-problem" });
  const brand = h("input", { id: "item-brand", autocomplete: "off", maxlength: 120 });
  const garment = h("select", { id: "item-garment" }, GARMENTS.map((one) => h("option", { value: one }, t(`items.garment.${one}`))));
  const problem = h("p", { class: "error", id: "item-problem", role: "alert" });
  const save = button(t("items.register"), async () => {
    const given = name.value.trim();
    problem.textContent = given ? "" : t("items.missing");
    name.setAttribute("aria-invalid", String(!given));
    if (!given) return name.focus();
    try {
      const made = await post("/v1/items", { name: given, brand: brand.value.trim(), garment: garment.value, key });
      toast(t("items.registered", { name: given }));
      return go(`thing/${made.id}`);
    } catch (error) {
      problem.textContent = sayTrouble(error);
      return undefined;
    }
  });
  return h("details", { class: "card" }, h("summary", {}, t("items.other")), h("p", { class: "soft small" }, t("items.other.text")), h("form", { class: "inside", onsubmit: (event) => {
    event.preventDefault();
    save.click();
  } }, field("item-name", "items.name", name), field("item-brand", "items.brand", brand), field("item-garment", "items.garment", garment), problem, save));
}

export const field = (id, words, control) => h("div", { class: "field" }, h("label", { for: id }, t(words)), control);
