// What the house believes of her, since when and why; each can be contradicted.

import { h } from "../dom.js";
import { back, button, empty, head, toast } from "../parts.js";
import { get, post } from "../session.js";
import { postDone } from "../stage.js";
import { t, when } from "../words.js";

export default async function beliefs(view) {
  const { beliefs: all } = await get("/v1/me/beliefs");
  return [
    back("me", t("tab.me")),
    head(t("beliefs.title"), t("beliefs.lede")),
    all.length ? h("ul", { class: "rows card" }, all.map((one) => row(one, view))) : empty(t("beliefs.none"), t("beliefs.none.text")),
  ];
}

function row(one, view) {
  const isWrong = !one.isRight;
  const say = async (isRight) => {
    await post("/v1/me/beliefs", { name: one.name, isRight });
    postDone("believed", { name: one.name, isRight });
    await view.again();
  };
  return h("li", { class: isWrong ? "wrong" : "" }, h("div", {}, h("b", {}, one.text || one.name), h("p", { class: "soft small" }, [isWrong ? t("beliefs.wrong") : "", one.because, one.at && when(one.at)].filter(Boolean).join(" · "))),
    button(isWrong ? t("beliefs.right") : t("wrong"), async () => {
      await say(isWrong);
      toast(t(isWrong ? "beliefs.right.said" : "wrong.said", { what: one.text || one.name }), { undo: () => say(!isWrong) });
    }, { class: "plain", key: `belief-${one.name}`, "aria-label": isWrong ? `${t("beliefs.right")}: ${one.text}` : t("wrong.what", { what: one.text }) }));
}
