// Her data: taken along, erased with a second look, and signing out.

import { h } from "../dom.js";
import { back, button, head, sheet, toast } from "../parts.js";
import { forgetMessages } from "../messages.js";
import { unsubscribe } from "../push.js";
import { go } from "../router.js";
import { forget, get, post } from "../session.js";
import { forgetMe } from "../state.js";
import { t } from "../words.js";

export default async function data() {
  return [
    back("me", t("tab.me")),
    head(t("data.title"), t("data.lede")),
    part("export", button(t("data.export.do"), download, { class: "quiet", key: "export" })),
    part("out", button(t("data.out.do"), signOut, { class: "quiet", key: "out" })),
    part("erase", button(t("data.erase.do"), erase, { class: "danger", key: "erase" })),
  ];
}

const part = (name, act) => h("section", { class: "card" }, h("h2", {}, t(`data.${name}`)), h("p", { class: "soft" }, t(`data.${name}.text`)), act);

async function download() {
  const all = await get("/v1/me/export");
  const address = URL.createObjectURL(new Blob([JSON.stringify(all, null, 2)], { type: "application/json" }));
  const link = h("a", { href: address, download: "oase.json" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  toast(t("data.exported"));
}

async function signOut() {
  await unsubscribe().catch(() => undefined);
  await post("/v1/me/sign-out").catch(() => undefined);
  await leave();
  toast(t("data.signed_out"));
}

async function leave() {
  await forget();
  forgetMe();
  forgetMessages();
  document.getElementById("tabs").hidden = true;
  go("welcome");
}

// The second look: what goes, what stays and why; the word is typed, so that no slip of a thumb does it.
function erase() {
  const word = t("data.erase.word");
  sheet(t("data.erase.title"), (close) => {
    const input = h("input", { id: "erase", autocomplete: "off", autocapitalize: "characters" });
    const problem = h("p", { class: "error", role: "alert" });
    return [
      h("ul", { class: "plain-list" }, ["gone", "stays", "final"].map((one) => h("li", {}, t(`data.erase.${one}`)))),
      h("div", { class: "field" }, h("label", { for: "erase" }, t("data.erase.type", { word })), input, problem),
      button(t("data.erase.now"), async () => {
        if (input.value.trim().toUpperCase() !== word) {
          problem.textContent = t("data.erase.missing", { word });
          return input.focus();
        }
        await unsubscribe().catch(() => undefined);
        await post("/v1/me/erasure");
        close();
        await leave();
        toast(t("data.erased"));
        return undefined;
      }, { class: "wide danger" }),
      button(t("data.erase.keep"), close, { class: "wide quiet" }),
    ];
  });
}
