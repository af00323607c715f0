// What she asked the shop, and what a person answered.

import { h } from "../dom.js";
import { back, button, empty, head } from "../parts.js";
import { get } from "../session.js";
import { storeHere } from "../state.js";
import { t, when } from "../words.js";
import { askShop } from "./undecided.js";

const EVERY = 5000;

export default async function questions(view) {
  const { questions: asked } = await get("/v1/questions");
  const store = storeHere();
  const again = setTimeout(() => !document.hidden && !document.querySelector("dialog[open]") && view.again(), EVERY);
  view.onEnd(() => clearTimeout(again));
  return [
    back("me", t("tab.me")),
    head(t("questions.title"), t("questions.lede")),
    asked.length ? h("ul", { class: "rows card" }, asked.map(row)) : empty(t("questions.none"), t("questions.none.text")),
    store ? button(t("ask.open"), () => askShop({ store }), { class: "wide", key: "ask" }) : h("p", {}, h("a", { href: "#/store" }, t("store.choose"))),
  ];
}

function row(one) {
  return h("li", { class: "question" }, h("div", {}, h("p", {}, h("b", {}, one.text)), h("p", { class: "soft small" }, [one.product?.name, one.store.name, when(one.asked)].filter(Boolean).join(" · ")),
    one.answer ? h("blockquote", {}, h("p", {}, one.answer), h("footer", { class: "soft small" }, [one.who, one.answered && when(one.answered)].filter(Boolean).join(" · "))) : h("p", { class: "badge" }, t("questions.waiting"))));
}
