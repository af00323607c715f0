// My sizes: one for each class of garment and system of sizes; shoes are not dresses.

import { h } from "../dom.js";
import { back, button, empty, head, toast } from "../parts.js";
import { put, remove } from "../session.js";
import { loadMe } from "../state.js";
import { day, t } from "../words.js";

const GARMENTS = ["dress", "top", "trousers", "skirt", "jacket", "shoe", "bra", "kids"];
const SYSTEMS = { dress: ["DE", "FR", "IT", "UK", "US", "INT"], shoe: ["EU", "UK", "US"], bra: ["EU", "UK", "US"], kids: ["EU", "UK", "US"] };
const systemsOf = (garment) => SYSTEMS[garment] || SYSTEMS.dress;

export default async function sizes(view) {
  const me = await loadMe();
  return [
    back("me", t("tab.me")),
    head(t("sizes.title"), t("sizes.lede")),
    me.sizes.length ? h("ul", { class: "rows card" }, me.sizes.map((one) => row(one, view))) : empty(t("sizes.none"), t("sizes.none.text")),
    form(view),
  ];
}

function row(one, view) {
  return h("li", {}, h("div", {}, h("b", {}, t(`garment.${one.garment}`)), h("p", { class: "soft" }, t("sizes.since", { system: one.system, at: day(one.at) }))),
    h("span", { class: "size" }, one.size), button(t("remove"), async () => {
      await remove("/v1/me/sizes", { garment: one.garment, system: one.system });
      toast(t("sizes.removed", { name: t(`garment.${one.garment}`) }), { undo: async () => {
        await put("/v1/me/sizes", { garment: one.garment, system: one.system, size: one.size });
        await view.again();
      } });
      await view.again();
    }, { class: "plain", key: `size-${one.garment}-${one.system}`, "aria-label": t("sizes.remove", { name: t(`garment.${one.garment}`) }) }));
}

function form(view) {
  const garment = h("select", { id: "garment" }, GARMENTS.map((one) => h("option", { value: one }, t(`garment.${one}`))));
  const system = h("select", { id: "system" });
  const size = h("input", { id: "size", autocomplete: "off", maxlength: 8, required: true, inputmode: "text" });
  const fill = () => system.replaceChildren(...systemsOf(garment.value).map((one) => h("option", { value: one }, one)));
  garment.addEventListener("change", fill);
  fill();
  const problem = h("p", { class: "error", id: "size-problem", role: "alert" });
  const save = button(t("save"), async () => {
    const given = size.value.trim();
    problem.textContent = given ? "" : t("sizes.missing");
    size.setAttribute("aria-invalid", String(!given));
    if (!given) return size.focus();
    await put("/v1/me/sizes", { garment: garment.value, system: system.value, size: given });
    toast(t("saved"));
    await view.again();
  });
  size.setAttribute("aria-describedby", "size-problem");
  return h("form", { class: "card", onsubmit: (event) => {
    event.preventDefault();
    save.click();
  } }, h("h2", {}, t("sizes.add")), h("div", { class: "fields" }, field("garment", garment), field("system", system), field("size", size)), problem, save);
}

const field = (name, control) => h("div", { class: "field" }, h("label", { for: name }, t(`sizes.${name}`)), control);
