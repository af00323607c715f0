// Her store: said by her or learned, with the reason, and changed in one tap.

import { h } from "../dom.js";
import { back, button, empty, head, toast } from "../parts.js";
import { get, put, remove } from "../session.js";
import { loadMe } from "../state.js";
import { t } from "../words.js";
import { openLine } from "./way.js";

export default async function store(view) {
  const [me, { stores }] = await Promise.all([loadMe(), get("/v1/stores")]);
  const mine = me.preferredStore;
  return [
    back("me", t("tab.me")),
    head(mine ? t("store.title", { name: mine.name }) : t("store.none"), mine ? mine.because || t(`store.${mine.how}`) : t("store.none.text")),
    mine && button(t(mine.how === "learned" ? "store.wrong" : "store.forget"), async () => {
      await remove("/v1/me/store", { code: mine.code });
      toast(t("store.forgotten"), { undo: async () => {
        await put("/v1/me/store", { code: mine.code });
        await view.again();
      } });
      await view.again();
    }, { class: "quiet small", key: "forget" }),
    h("h2", {}, t("store.all")),
    stores.length ? h("ul", { class: "rows card" }, stores.map((one) => row(one, mine, view))) : empty(t("store.no_stores"), ""),
  ];
}

const row = (one, mine, view) => h("li", {}, h("div", {}, h("a", { class: "name", href: `#/way/${one.code}` }, one.name), h("p", { class: "soft small" }, [one.street, one.city].filter(Boolean).join(", ")), h("p", { class: "soft small" }, openLine(one.opening))),
  mine?.code === one.code ? h("span", { class: "badge" }, t("store.mine")) : button(t("store.take"), async () => {
    await put("/v1/me/store", { code: one.code });
    toast(t("store.taken", { name: one.name }));
    await view.again();
  }, { class: "quiet small", key: `store-${one.code}`, "aria-label": t("store.take_this", { name: one.name }) }));
