// Consents: plain switches; each says what for, what does not work without it, since when and to which text.

import { h } from "../dom.js";
import { back, head, sayTrouble, toast } from "../parts.js";
import { subscribe, unsubscribe } from "../push.js";
import { post } from "../session.js";
import { loadMe } from "../state.js";
import { t, when } from "../words.js";

const PURPOSES = ["push", "location", "in_store", "personalisation", "email", "survey", "analytics"];
export const TEXT_VERSION = "2026-11";

export default async function consents(view) {
  const me = await loadMe();
  const known = new Map(me.consents.map((one) => [one.purpose, one]));
  return [
    back("me", t("tab.me")),
    head(t("consents.title"), t("consents.lede")),
    h("ul", { class: "rows card switches" }, PURPOSES.map((purpose) => row(purpose, known.get(purpose), view))),
  ];
}

function row(purpose, known, view) {
  const isOn = Boolean(known?.granted);
  const id = `consent-${purpose}`;
  const box = h("input", { type: "checkbox", role: "switch", id, "data-key": id, "aria-describedby": `${id}-text` });
  box.checked = isOn;
  box.addEventListener("change", () => change(purpose, box, view));
  const since = known?.at ? t(isOn ? "consents.since" : "consents.withdrawn", { at: when(known.at), text: known.text || "–" }) : t("consents.never");
  return h("li", {}, h("div", { id: `${id}-text` }, h("label", { for: id }, t(`consent.${purpose}`)), h("p", {}, t(`consent.${purpose}.for`)), h("p", { class: "soft small" }, t(`consent.${purpose}.without`)), h("p", { class: "since" }, since)), box);
}

async function change(purpose, box, view) {
  const granted = box.checked;
  box.disabled = true;
  try {
    await say(purpose, granted);
    toast(t(granted ? "consents.on" : "consents.off", { name: t(`consent.${purpose}`) }), { undo: async () => {
      await say(purpose, !granted);
      await view.again();
    } });
    if (purpose === "push") await device(granted);
  } catch (error) {
    box.checked = !granted;
    toast(sayTrouble(error), { isBad: true });
  } finally {
    box.disabled = false;
  }
  await view.again();
}

const say = (purpose, granted) => post("/v1/consents", { consents: { [purpose]: granted }, textVersion: TEXT_VERSION, source: "app" });

// The consent is hers; whether this device can show a message is another matter, and is said apart.
async function device(granted) {
  if (!granted) return unsubscribe();
  const state = await subscribe().catch(() => "unable");
  if (state !== "on") toast(t(`push.${state}`));
  return undefined;
}
