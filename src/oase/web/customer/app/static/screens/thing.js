// One item of hers: what can be done, which guarantees it has, what happened to it; and its repair.

import { h } from "../dom.js";
import { back, button, drawing, sheet, toast } from "../parts.js";
import { go } from "../router.js";
import { get, post, remove } from "../session.js";
import { day, language, number, t } from "../words.js";
import { handing } from "./handing.js";
import { newKey, since } from "./items.js";
import { repair } from "./mending.js";

export default async function item(view) {
  const [id, part] = view.place;
  const all = await get(`/v1/items/${id}`);
  if (part === "repair") return repair(all, view);
  const { item: one } = all;
  return [
    back("items", t("items.title")),
    h("div", { class: "product-head" }, drawing({ ...one.product, shade: one.shade }, "large"), h("div", { class: "says" }, h("h1", {}, one.product.name),
      h("p", { class: "soft" }, [one.product.brand, since(one), one.serial && t("item.serial", { serial: one.serial })].filter(Boolean).join(" · ")), one.how === "said" ? h("p", { class: "soft small" }, t("item.said")) : "")),
    doing(all),
    h("section", { class: "card" }, h("h2", {}, t("item.guarantees")), h("ul", { class: "rows" }, all.guarantees.map(guarantee)), h("p", { class: "soft small" }, t("item.guarantees.text"), " ", h("a", { href: `/p/rights?lang=${language()}` }, t("item.rights")))),
    footprint(all.footprint),
    h("section", { class: "card" }, h("h2", {}, t("item.life")), h("ol", { class: "life" }, [...all.life].reverse().map(event)), h("p", { class: "soft small" }, t("item.life.text"))),
    button(t("item.pass"), () => passOn(one, view), { class: "quiet", key: "pass" }),
  ];
}

const doing = ({ item: one }) => h("section", { class: "now", "aria-label": t("item.do") },
  h("a", { class: "button wide big", href: `#/thing/${one.id}/repair` }, t("item.repair")),
  h("div", { class: "pair" }, [["tour", "items.tour"], ["take-back", "item.give_back"], ["exchange", "item.exchange"]].map(([page, key]) =>
    handing(one.id, `/p/${page}?lang=${language()}`, t(key), { class: "button quiet" }))));

function guarantee(one) {
  const name = one.kind === "statutory" ? t("item.statutory") : one.name;
  const told = one.why ? t(`item.why.${one.why}`) : t(`item.line.${one.state}`, { ends: one.ends ? day(one.ends) : "", n: one.left ?? 0 });
  return h("li", {}, h("div", {}, h("b", {}, name), h("p", {}, told, one.longer ? ` ${t("item.longer", { n: one.longer })}` : ""),
    one.promise && h("p", { class: "say" }, `„${one.promise}“`),
    one.label && h("p", {}, h("strong", {}, t("item.label", { years: number(one.label.years, Number.isInteger(one.label.years) ? 0 : 1), item: one.label.item, by: one.label.by }))), one.source && h("p", { class: "soft small" }, one.source)),
  h("span", { class: `badge ${one.state}` }, t(`item.badge.${one.state}`)));
}

function footprint(one) {
  if (!one) return h("section", { class: "card" }, h("h2", {}, t("item.footprint")), h("p", {}, t("item.footprint.none")));
  const range = ({ low, middle, high }) => ({ low: number(low, 2), middle: number(middle, 2), high: number(high, 2) });
  const key = !one.extensions ? "first" : one.eachMonth.middle < one.without.middle ? "falls" : "rises";
  return h("section", { class: "card" }, h("h2", {}, t("item.footprint")), h("p", {}, t(`item.footprint.${key}`, { ...range(one.eachMonth), without: number(one.without.middle, 2) })),
    h("p", { class: "soft small" }, t("item.footprint.text", { source: one.source, version: one.version })));
}

const event = (one) => h("li", {}, h("span", {}, h("b", {}, t(`item.event.${one.kind}`)), one.way ? ` (${t(`way.of.${one.way}`)})` : ""), h("small", {}, day(one.at)));

function passOn(one, view) {
  sheet(t("item.pass.title", { name: one.product.name }), (close) => [h("p", { class: "soft" }, t("item.pass.text")), h("div", { class: "choices" }, ["gift", "second_hand"].map((how) =>
    button([h("b", {}, t(`item.pass.${how}`))], async () => {
      const key = newKey();
      await post(`/v1/items/${one.id}/passed-on`, { how, key });
      close();
      await go("items");
      toast(t("item.passed", { name: one.product.name }), { undo: async () => {
        await remove(`/v1/items/${one.id}/passed-on/${key}`);
        await go(`thing/${one.id}`);
      } });
    }, { class: "choice quiet", key: `pass-${how}` })))]);
  return view;
}

