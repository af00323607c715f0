// A label was scanned: this one item may become hers.

import { h } from "../dom.js";
import { back, button, drawing, head } from "../parts.js";
import { replace } from "../router.js";
import { get, post } from "../session.js";
import { storeHere } from "../state.js";
import { t } from "../words.js";

export default async function claim(view) {
  const [gtin, serial] = view.place;
  const code = `(01)${gtin}(21)${serial || ""}`;
  const found = await get(`/v1/scan?code=${encodeURIComponent(code)}&store=${encodeURIComponent(storeHere())}`);
  if (found.item) return replace(`thing/${found.item}`);
  return [
    back("items", t("items.title")),
    head(t("claim.title"), t("claim.lede")),
    h("section", { class: "card item found" }, drawing(found.product || {}, "small"), h("span", { class: "what" }, h("b", { class: "name" }, found.product?.name || gtin), h("small", {}, t("item.serial", { serial })))),
    button(t("claim.mine"), async () => {
      const made = await post("/v1/items", { code });
      await replace(`thing/${made.id}`);
    }, { class: "wide big", key: "claim" }),
    found.outcome === "found" ? h("p", {}, h("a", { href: `#/product/${found.gtin}` }, t("claim.product"))) : "",
  ];
}
