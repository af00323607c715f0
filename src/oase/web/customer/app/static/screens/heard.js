// The three questions of a first purchase: by what way, what was said, who said it.

import { h } from "../dom.js";
import { button, head, toast } from "../parts.js";
import { go } from "../router.js";
import { post } from "../session.js";
import { postDone } from "../stage.js";
import { t } from "../words.js";

const WAYS = ["friends", "shop", "search", "social", "press", "advert", "other"];
const PERSONS = ["friend", "family", "colleague", "staff", "creator", "nobody", "other"];

export default function heard(view) {
  const [receipt = ""] = view.place;
  const given = { heard: "", by: "" };
  const said = h("textarea", { id: "said", rows: 3, maxlength: 500 });
  const problem = h("p", { class: "error", role: "alert" });
  return [
    head(t("heard.title"), t("heard.lede")),
    h("form", { class: "card", onsubmit: (event) => event.preventDefault() },
      choices("heard", t("heard.way"), WAYS, given),
      h("div", { class: "field" }, h("label", { for: "said" }, t("heard.said")), said),
      choices("by", t("heard.by"), PERSONS, given), problem,
      button(t("heard.send"), async () => {
        problem.textContent = given.heard ? "" : t("heard.missing");
        if (!given.heard) return;
        await post("/v1/me/recommendation", { heard: given.heard, said: said.value.trim(), receipt, ...(given.by ? { by: given.by } : {}) });
        postDone("heard", {});
        toast(t("heard.thanks"));
        go("start");
      }, { class: "wide" })),
    h("p", { class: "soft small" }, t("heard.how")),
  ];
}

function choices(name, legend, options, given) {
  return h("fieldset", {}, h("legend", {}, legend), h("div", { class: "chips" }, options.map((one) =>
    h("label", { class: "chip button" }, h("input", { type: "radio", name, value: one, onchange: () => (given[name] = one) }), h("span", {}, t(`heard.${name}.${one}`))))));
}
