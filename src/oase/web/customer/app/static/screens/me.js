// I: what is kept of her, and where each of it is changed.

import { h } from "../dom.js";
import { head } from "../parts.js";
import { get } from "../session.js";
import { loadMe } from "../state.js";
import { language, speak, t } from "../words.js";

export default async function me(view) {
  const [her, mine] = await Promise.all([loadMe(), get("/v1/items")]);
  const granted = her.consents.filter((one) => one.granted).length;
  const rows = [
    ["items", mine.items.length ? t("me.items.n", { n: mine.items.length }) : mine.bought.length ? t("me.items.bought", { n: mine.bought.length }) : t("items.short")],
    ["sizes", her.sizes.map((one) => `${t(`garment.${one.garment}`)} ${one.size}`).join(" · ") || t("sizes.none")],
    ["consents", t("me.consents.n", { n: granted })],
    ["store", her.preferredStore ? her.preferredStore.name : t("store.none")],
    ["beliefs", t("beliefs.short")],
    ["questions", t("questions.short")],
    ["data", t("data.short")],
  ];
  return [
    head(her.name ? t("me.title", { name: her.name }) : t("tab.me"), t("me.lede")),
    h("ul", { class: "rows card links" }, rows.map(([name, text]) => h("li", {}, h("a", { href: `#/${name}` }, h("b", {}, t(`me.${name}`)), h("span", { class: "soft" }, text))))),
    h("div", { class: "chips", role: "group", "aria-label": t("me.language") }, ["de", "en"].map((one) => h("button", { type: "button", class: "button chip", lang: one, "data-key": `lang-${one}`, "aria-pressed": String(language() === one), onclick: async () => {
      await speak(one);
      window.dispatchEvent(new Event("online"));
      await view.again();
    } }, one === "de" ? "Deutsch" : "English"))),
  ];
}
