// The wish list: where each is, and a heart that takes it off, with a way back.

import { h } from "../dom.js";
import { button, empty, head, itemRow, toast } from "../parts.js";
import { post, remove } from "../session.js";
import { loadWishes, visit } from "../state.js";
import { t } from "../words.js";

export default async function wishes(view) {
  const items = await loadWishes();
  if (!items.length) return [head(t("wishes.title")), empty(t("wishes.none"), t("wishes.none.text"), h("a", { class: "button quiet", href: "#/scan" }, t("scan.open")))];
  const near = items.filter((one) => one.stores?.some((store) => store.quantity > 0)).length;
  return [
    head(t("wishes.head", { n: items.length }), t(visit() ? "wishes.lede.store" : "wishes.lede", { n: near })),
    h("ul", { class: "items card" }, items.map((item) => itemRow(item, heart(item, true, view)))),
  ];
}

export function heart(item, isOn, view) {
  return button([isOn ? "♥" : "♡", h("span", { class: "unseen" }, t(isOn ? "wish.off" : "wish.on", { name: item.product.name }))], async () => {
    if (isOn) {
      await remove(`/v1/wishlist/items/${item.gtin}`);
      toast(t("wish.removed", { name: item.product.name }), { undo: async () => {
        await post("/v1/wishlist/items", { gtin: item.gtin });
        await view.again();
      } });
    } else {
      await post("/v1/wishlist/items", { gtin: item.gtin });
      toast(t("wish.added", { name: item.product.name }));
    }
    await view.again();
  }, { class: "heart", key: `heart-${item.gtin}`, "aria-pressed": String(isOn) });
}
