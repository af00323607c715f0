// Undecided is an answer: put aside, fitting room, a person, later, nothing. And what holds her back, in one tap.

import { h } from "../dom.js";
import { button, sheet, toast } from "../parts.js";
import { post } from "../session.js";
import { postDone } from "../stage.js";
import { visit } from "../state.js";
import { t, until } from "../words.js";

const REASONS = ["price", "size", "color", "material", "compare", "time"];
const finals = new Set();

const keyOf = ({ gtin, store }) => `${gtin}|${store}|${visit()?.since || ""}`;
export const isTried = (shown) => finals.has(keyOf(shown));

export async function hold({ gtin, store }, kind, view) {
  const made = await post("/v1/reservations", { gtin, store, kind });
  postDone(kind, { gtin });
  toast(t(`held.${kind}.until`, { until: until(made.until) }));
  await view?.again();
}

export function undecided(shown, view) {
  let because = "";
  sheet(t("undecided.title"), (close) => {
    const chips = REASONS.map((one) => {
      const chip = h("button", { type: "button", class: "button chip", "aria-pressed": "false" }, t(`because.${one}`));
      chip.addEventListener("click", () => {
        because = because === one ? "" : one;
        for (const other of chips) other.setAttribute("aria-pressed", String(other === chip && because !== ""));
      });
      return chip;
    });
    const choose = (choice) => async () => {
      const { reservation } = await post("/v1/undecided", { gtin: shown.gtin, store: shown.store, choice, ...(because ? { because } : {}) });
      postDone("undecided", { choice, because });
      close();
      if (choice === "nothing") finals.add(keyOf(shown));
      toast(reservation ? t(`held.${reservation.kind}.until`, { until: until(reservation.until) }) : t(`undecided.${choice}.said`));
      await view.again();
    };
    return [
      h("p", { class: "soft" }, t("undecided.lede")),
      h("section", {}, h("h3", { id: "because" }, t("because.title")), h("div", { class: "chips", role: "group", "aria-labelledby": "because" }, chips)),
      h("div", { class: "choices" }, ["hold", "fitting", "person", "later", "nothing"].map((choice, at) =>
        button([h("b", {}, t(`undecided.${choice}`)), h("small", {}, t(`undecided.${choice}.text`))], choose(choice), { class: at ? "choice quiet" : "choice" }))),
    ];
  });
}

// A question to the shop, which a person answers; or simply a person.
export function askShop(shown) {
  sheet(t("ask.title"), (close) => {
    const text = h("textarea", { id: "question", rows: 4, maxlength: 500 });
    const problem = h("p", { class: "error", role: "alert" });
    return [
      h("p", { class: "soft" }, t("ask.lede")),
      h("div", { class: "field" }, h("label", { for: "question" }, shown.product ? t("ask.label", { name: shown.product.name }) : t("ask.label.shop")), text, problem),
      button(t("ask.send"), async () => {
        const said = text.value.trim();
        problem.textContent = said ? "" : t("ask.missing");
        if (!said) return text.focus();
        await post("/v1/questions", { store: shown.store, ...(shown.gtin ? { gtin: shown.gtin } : {}), text: said });
        postDone("asked");
        close();
        toast(t("ask.sent"));
        return undefined;
      }, { class: "wide" }),
      shown.gtin && visit() ? button(t("ask.person"), async () => {
        await post("/v1/undecided", { gtin: shown.gtin, store: shown.store, choice: "person" });
        postDone("undecided", { choice: "person" });
        close();
        toast(t("undecided.person.said"));
      }, { class: "wide quiet" }) : "",
      h("p", { class: "soft small" }, h("a", { href: "#/questions", onclick: close }, t("ask.all"))),
    ];
  });
}
