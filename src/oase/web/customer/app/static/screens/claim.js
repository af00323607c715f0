// A label was scanned: this one item may become hers.

import { h } from "../dom.js";
import { back, button, drawing, head, toast } from "../parts.js";
import { replace } from "../router.js";
import { get, post } from "../session.js";
import { storeHere } from "../state.js";
import { t } from "../words.js";
import { field } from "./items.js";

export default async function claim(view) {
  const [gtin, serial] = view.place;
  const code = `(01)${gtin}(21)${serial || ""}`;
  const found = await get(`/v1/scan?code=${encodeURIComponent(code)}&store=${encodeURIComponent(storeHere())}`);
  if (found.item) return replace(`thing/${found.item}`);
  const order = h("input", { id: "order", autocomplete: "off", maxlength: 100 });
  return [
    back("items", t("items.title")),
    head(t("claim.title"), t("claim.lede")),
    h("section", { class: "card item found" }, drawing(found.product || {}, "small"), h("span", { class: "what" }, h("b", { class: "name" }, found.product?.name || gtin), h("small", {}, t("item.serial", { serial })))),
    h("div", { class: "card" }, field("order", "claim.order", order), h("p", { class: "soft small" }, t("claim.order.text"))),
    button(t("claim.mine"), async () => {
      const made = await post("/v1/items", { code, order: order.value.trim() });
      if (made.how === "said") toast(t("claim.said"));
      await replace(`thing/${made.id}`);
    }, { class: "wide big", key: "claim" }),
    found.outcome === "found" ? h("p", {}, h("a", { href: `#/product/${found.gtin}` }, t("claim.product"))) : "",
  ];
}
