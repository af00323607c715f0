// Repair or replace, in one view: what the law says first, three ways to repair, a new one last.

import { h } from "../dom.js";
import { back, button, head } from "../parts.js";
import { get } from "../session.js";
import { day, language, money, number, t } from "../words.js";
import { handing } from "./handing.js";
import { field } from "./items.js";

const REASONS = ["seam", "tear", "hole", "zip", "button", "strap", "elastic", "coating", "membrane", "filling", "sole", "hardware", "stain", "other"];
const CAUSES = { "": "", no: "defect", yes: "use" };

export function repair(all, view) {
  const { item: one } = all;
  const reason = h("select", { id: "reason" }, REASONS.map((name) => h("option", { value: name }, t(`reason.${name}`))));
  const wear = h("select", { id: "wear" }, ["", "no", "yes"].map((name) => h("option", { value: name }, t(`wear.${name || "unknown"}`))));
  const told = h("div", { class: "advice", "aria-live": "polite" });
  const ask = button(t("repair.ask"), async () => {
    const advice = await get(`/v1/items/${one.id}/advice?reason=${reason.value}&wear=${wear.value}`);
    if (view.isAlive()) told.replaceChildren(...advised(advice, address(all, reason.value, wear.value), one.id));
  }, { class: "wide", key: "ask" });
  return [
    back(`thing/${one.id}`, one.product.name),
    head(t("repair.title"), t("repair.lede")),
    h("form", { class: "card", onsubmit: (event) => {
      event.preventDefault();
      ask.click();
    } }, field("reason", "repair.reason", reason), field("wear", "repair.wear", wear), ask),
    told,
  ];
}

// The page that opens a case knows what she has said already.
function address({ item: one, country, sold }, reason, wear) {
  const known = { gtin: one.gtin && one.serial ? one.gtin : "", serial: one.serial, garment: one.product.garment, reason, cause: CAUSES[wear], country, sold: sold || "", lang: language() };
  return new URLSearchParams(Object.entries(known).filter(([, value]) => value));
}

function advised(advice, asked, id) {
  const euros = (cents) => money({ cents, currency: advice.currency });
  const open = advice.ways.filter((one) => one.isOpen);
  const closed = advice.ways.filter((one) => !one.isOpen);
  return [
    first(advice.first),
    h("ul", { class: "ways" }, open.map((one) => way(one, euros, asked, id))),
    closed.length ? h("p", { class: "soft small" }, closed.map((one) => t(`repair.closed.${one.why}`)).join(" ")) : "",
    advice.grants.length ? granted(advice.grants) : "",
    h("section", { class: "card quiet" }, h("h2", {}, t("repair.new")), h("p", {}, advice.newCents ? t("repair.new.price", { price: euros(advice.newCents) }) : t("repair.new.unknown"))),
    h("p", { class: "soft small" }, t("repair.source", { version: advice.version })),
  ];
}

function first(one) {
  const key = `repair.first.${one.kind}${one.isCertain || one.kind === "check" ? "" : ".maybe"}`;
  return h("section", { class: "card said" }, h("strong", {}, t(key)), h("p", {}, t(`${key}.text`, { ends: one.ends ? day(one.ends) : "", n: one.left ?? 0 })));
}

// She claims it herself, so it is never taken off what she pays.
function granted(grants) {
  const told = (one) => t("repair.grant.share", { share: one.share, most: money({ cents: one.mostCents, currency: "EUR" }) });
  const named = (one) => [one.name || t("repair.grant"), one.region ? ` (${one.region})` : ""].join("");
  const source = (one) => (one.source.startsWith("https://") ? h("a", { href: one.source, rel: "noreferrer" }, one.source) : one.source);
  return h("section", { class: "card" }, h("h2", {}, t("repair.grants")), grants.map((one) => h("p", {}, h("strong", {}, named(one)), ` ${told(one)}`, h("br"), h("span", { class: "soft small" }, source(one), ` · ${t("repair.grant.checked", { day: day(one.checked) })}`))), h("p", { class: "soft small" }, t("repair.grants.what")));
}

function way(one, euros, asked, id) {
  const facts = [
    ["repair.pays", one.pays === null ? t("repair.pays.later") : one.pays === 0 ? t("repair.pays.nothing") : euros(one.pays)],
    ["repair.saves", one.saves > 0 ? euros(one.saves) : ""],
    ["repair.days", one.days ? t("repair.days.range", { low: one.days[0], high: one.days[1] }) : t("repair.days.unknown")],
    ["repair.months", one.months ? t("repair.months.range", { low: number(one.months.low), high: number(one.months.high) }) : ""],
    ["repair.kilograms", one.kilograms ? t("repair.kilograms.range", { low: number(one.kilograms.low, 1), high: number(one.kilograms.high, 1) }) : t("repair.kilograms.none")],
  ];
  const to = new URLSearchParams(asked);
  to.set("way", one.way);
  return h("li", { class: "card facts" }, h("h2", {}, t(`way.of.${one.way}.title`)), one.way === "event" && one.name ? h("p", { class: "soft" }, one.name) : "",
    h("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, t(name)), h("dd", {}, value)])),
    handing(id, one.way === "event" ? `/p/tour?lang=${language()}` : `/p/repair/start?${to}`, t("repair.go"), { class: "button wide" }));
}
