// Ratings: what others say of it, those with her size first if she likes; and her own.

import { h } from "../dom.js";
import { button, empty, head, toast } from "../parts.js";
import { go } from "../router.js";
import { get, post } from "../session.js";
import { postDone } from "../stage.js";
import { sizeOf, storeHere } from "../state.js";
import { language, number, t } from "../words.js";
import { review } from "./product.js";

let isMine = false;

export default async function rating(view) {
  return view.name === "rate" ? write(view) : read(view);
}

async function read(view) {
  const [asked] = view.place;
  if (!asked) return [head(t("ratings.title")), empty(t("ratings.which"), t("ratings.which.text"), h("a", { class: "button", href: "#/scan" }, t("scan.open")))];
  const isCode = /^\d{8,14}$/.test(asked);
  const shown = isCode ? await get(`/v1/pos/products/${asked}?store=${encodeURIComponent(storeHere())}`) : null;
  const id = shown ? shown.product.id : asked;
  const size = shown?.mySize || sizeOf(shown?.product.garment || "dress");
  const all = await get(`/v1/products/${encodeURIComponent(id)}/ratings${isMine && size ? `?size=${encodeURIComponent(size)}` : ""}`);
  const list = all.latest || all.ratings || [];
  return [
    head(shown ? t("ratings.of", { name: shown.product.name }) : t("ratings.title"), all.count ? t("ratings.count", { n: all.count, average: number(all.average, 1) }) : "", t("ratings.poster")),
    size && button(t("ratings.mine", { size }), () => {
      isMine = !isMine;
      return view.again();
    }, { class: "chip", key: "mine", "aria-pressed": String(isMine) }),
    list.length ? h("ul", { class: "rows card" }, list.map(review)) : empty(t("ratings.none"), t("ratings.none.text")),
    h("p", { class: "soft small" }, t("ratings.how")),
    shown && h("p", {}, h("a", { href: `#/product/${asked}` }, t("ratings.product"))),
  ];
}

async function write(view) {
  const [gtin] = view.place;
  const shown = await get(`/v1/pos/products/${gtin}?store=${encodeURIComponent(storeHere())}`);
  const given = { stars: 0, fit: "" };
  const text = h("textarea", { id: "text", rows: 5, maxlength: 2000 });
  const problem = h("p", { class: "error", role: "alert" });
  return [
    head(t("rate.title", { name: shown.product.name }), t("rate.lede")),
    h("form", { class: "card", onsubmit: (event) => event.preventDefault() },
      radios("stars", t("rate.stars"), [1, 2, 3, 4, 5].map((one) => [one, `${one} ★`, t("stars", { n: one })]), (one) => (given.stars = one)),
      shown.product.garment ? radios("fit", t("rate.fit"), ["smaller", "expected", "larger"].map((one) => [one, t(`fit.short.${one}`)]), (one) => (given.fit = one)) : "",
      h("div", { class: "field" }, h("label", { for: "text" }, t("rate.text")), text), problem,
      button(t("rate.send"), async () => {
        problem.textContent = given.stars ? "" : t("rate.missing");
        if (!given.stars) return;
        await post("/v1/ratings", { gtin, stars: given.stars, ...(given.fit ? { fit: given.fit } : {}), ...(shown.variant.size ? { size: shown.variant.size } : {}), text: text.value.trim(), lang: language() });
        postDone("rated", { gtin });
        toast(t("rate.thanks"));
        go(`product/${gtin}`);
      }, { class: "wide" })),
    h("p", { class: "soft small" }, t("rate.how")),
  ];
}

function radios(name, legend, options, choose) {
  return h("fieldset", {}, h("legend", {}, legend), h("div", { class: options.length === 5 ? "five" : "chips" }, options.map(([value, words, label]) =>
    h("label", { class: "chip button" }, h("input", { type: "radio", name, value, "aria-label": label, onchange: () => choose(value) }), h("span", {}, words)))));
}
