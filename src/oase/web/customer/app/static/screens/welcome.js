// Not signed in: what this is, how one gets in, and what works already.

import { h } from "../dom.js";
import { head } from "../parts.js";
import { language, speak, t } from "../words.js";

export default async function welcome(view) {
  const other = language() === "de" ? "en" : "de";
  return [
    head(t("welcome.title"), t("welcome.lede")),
    h("ul", { class: "plain-list" }, ["wish", "scan", "why", "mine"].map((one) => h("li", {}, h("b", {}, t(`welcome.${one}`)), h("p", { class: "soft" }, t(`welcome.${one}.text`))))),
    h("div", { class: "card quiet" }, h("h2", {}, t("welcome.in")), h("p", {}, t("welcome.in.text"))),
    h("p", {}, h("button", { type: "button", class: "plain", lang: other, onclick: async () => {
      await speak(other);
      view.again();
    } }, other === "en" ? "English" : "Deutsch")),
  ];
}
