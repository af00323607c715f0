// Why do I see that? Every decision, sent or withheld, with each gate; and her word against it.

import { h } from "../dom.js";
import { back, button, empty, head, sheet, toast } from "../parts.js";
import { get, post } from "../session.js";
import { postDone } from "../stage.js";
import { has, t, when } from "../words.js";

const SIGNS = { passed: "✓", failed: "✕", unchecked: "○" };

export default async function receipts(view) {
  if (view.name === "receipt") {
    const one = await get(`/v1/me/receipts/${view.place[0]}`);
    return [back("receipts", t("receipts.all")), whole(one, view)];
  }
  const { receipts: all } = await get("/v1/me/receipts?limit=30");
  const sent = all.filter((one) => one.outcome === "sent").length;
  return [
    head(all.length ? t("receipts.head", { sent, n: all.length - sent }) : t("receipts.title"), t("receipts.lede")),
    all.length ? h("ul", { class: "rows card" }, all.map(line)) : empty(t("receipts.none"), t("receipts.none.text")),
    h("p", {}, h("a", { href: "#/beliefs" }, t("beliefs.open"))),
  ];
}

const said = (one) => (one.outcome === "sent" ? one.title || t("outcome.sent") : reasonOf(one) || t(`outcome.${one.outcome}`));

function reasonOf(one) {
  const failed = one.sentences?.find((sentence) => sentence.sign === "failed");
  return failed?.text || (one.reason && has(`gate.${one.reason}`) ? t(`gate.${one.reason}`) : "");
}

const line = (one) => h("li", { class: `receipt-line ${one.outcome}` }, h("a", { href: `#/receipt/${one.id}` }, h("span", { class: "sign", "aria-hidden": "true" }, one.outcome === "sent" ? "✓" : "✕"),
  h("span", {}, h("b", {}, t(`outcome.${one.outcome}`)), h("span", { class: "soft" }, said(one))), h("small", {}, when(one.at))));

function whole(one, view) {
  const checked = one.sentences.filter((sentence) => sentence.sign !== "unchecked");
  const rest = one.sentences.filter((sentence) => sentence.sign === "unchecked");
  return [
    head(one.outcome === "sent" ? t("receipt.sent") : t("receipt.withheld"), said(one), [`${t("receipt")} ${one.id.slice(0, 4)}`, when(one.at), one.itemName].filter(Boolean).join(" · ")),
    h("section", { class: "card" }, h("ul", { class: "gates" }, checked.map(gate)),
      rest.length ? h("details", {}, h("summary", {}, t("receipt.rest", { n: rest.length })), h("ul", { class: "gates" }, rest.map(gate))) : "",
      h("p", {}, h("span", { class: `state ${one.outcome}` }, t(`outcome.${one.outcome}`))), h("p", { class: "soft small" }, t("receipt.price"))),
    one.used?.length ? h("section", { class: "card" }, h("h2", {}, t("receipt.used")), h("ul", { class: "rows" }, one.used.map((used) => usedRow(used, one, view)))) : "",
    h("div", { class: "pair" }, one.outcome === "sent" && button(t("action.not_today"), async () => {
      await post(`/v1/me/receipts/${one.id}/said`, { said: "not_today" });
      postDone("said", { said: "not_today", receipt: one.id });
      toast(t("not_today.said"));
    }, { class: "quiet", key: "not_today" }), button(t("wrong.open"), () => wrong(one, view), { class: "quiet", key: "wrong" })),
  ];
}

const gate = (one) => h("li", { class: one.aside && one.aside.length > 20 ? `${one.sign} long` : one.sign }, h("span", { class: "sign", role: "img", "aria-label": t(`sign.${one.sign}`) }, SIGNS[one.sign]), h("span", {}, one.text), one.aside && h("small", {}, one.aside));

const usedRow = (used, one, view) => h("li", {}, h("div", {}, h("b", {}, used.text), h("p", { class: "soft small" }, used.at ? t("receipt.known", { at: when(used.at) }) : "")),
  button(t("wrong"), () => contradict(one, used, view), { class: "plain", key: `wrong-${used.name}`, "aria-label": t("wrong.what", { what: used.text }) }));

async function contradict(one, used, view) {
  await post(`/v1/me/receipts/${one.id}/said`, { said: "wrong", about: used.name });
  postDone("said", { said: "wrong", about: used.name, receipt: one.id });
  toast(t("wrong.said", { what: used.text }), { undo: used.name && (async () => {
    await post("/v1/me/beliefs", { name: used.name, isRight: true });
    await view.again();
  }) });
}

function wrong(one, view) {
  sheet(t("wrong.title"), (close) => [h("p", { class: "soft" }, t("wrong.lede")), h("div", { class: "choices" }, (one.used || []).map((used) =>
    button([h("b", {}, used.text)], async () => {
      await contradict(one, used, view);
      close();
    }, { class: "choice quiet" })), button([h("b", {}, t("wrong.all"))], async () => {
    await post(`/v1/me/receipts/${one.id}/said`, { said: "wrong" });
    postDone("said", { said: "wrong", receipt: one.id });
    close();
    toast(t("wrong.said", { what: t("wrong.all") }));
  }, { class: "choice quiet" }))]);
}
