// How her visit was: three taps to choose from, and words if she likes.

import { h } from "../dom.js";
import { button, head, toast } from "../parts.js";
import { go } from "../router.js";
import { get, post } from "../session.js";
import { postDone } from "../stage.js";
import { t } from "../words.js";

const CHOICES = ["missed", "expected", "exceeded"];

export default async function visit(view) {
  const [store = "", receipt = ""] = view.place;
  const shown = await get(`/v1/stores/${encodeURIComponent(store)}`);
  let experience = "";
  const text = h("textarea", { id: "text", rows: 4, maxlength: 500 });
  const problem = h("p", { class: "error", role: "alert" });
  return [
    head(t("visit.title", { store: shown.name }), t("visit.lede")),
    h("form", { class: "card", onsubmit: (event) => event.preventDefault() },
      h("fieldset", {}, h("legend", {}, t("visit.question")), h("div", { class: "chips" }, CHOICES.map((one) =>
        h("label", { class: "chip button" }, h("input", { type: "radio", name: "experience", value: one, onchange: () => (experience = one) }), h("span", {}, t(`visit.${one}`)))))),
      h("div", { class: "field" }, h("label", { for: "text" }, t("visit.text")), text), problem,
      button(t("visit.send"), async () => {
        problem.textContent = experience ? "" : t("visit.missing");
        if (!experience) return;
        await post("/v1/visits/rating", { store, experience, text: text.value.trim(), receipt });
        postDone("visit_rated", { store });
        toast(t("visit.thanks"));
        go("start");
      }, { class: "wide" })),
    h("p", { class: "soft small" }, t("visit.how")),
  ];
}
