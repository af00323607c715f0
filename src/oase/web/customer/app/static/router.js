// Which screen stands behind which #/…; each may load, be empty, fail, or be seen without a network.

import { byId, h } from "./dom.js";
import { loading, trouble } from "./parts.js";
import { Trouble, get } from "./session.js";
import { postScreen } from "./stage.js";
import { state, tell } from "./state.js";
import { t } from "./words.js";

const SCREENS = {
  start: () => import("./screens/start.js"),
  wishes: () => import("./screens/wishes.js"),
  sizes: () => import("./screens/sizes.js"),
  consents: () => import("./screens/consents.js"),
  scan: () => import("./screens/scan.js"),
  product: () => import("./screens/product.js"),
  rate: () => import("./screens/rating.js"),
  ratings: () => import("./screens/rating.js"),
  visit: () => import("./screens/visit.js"),
  heard: () => import("./screens/heard.js"),
  questions: () => import("./screens/questions.js"),
  receipts: () => import("./screens/receipts.js"),
  receipt: () => import("./screens/receipts.js"),
  beliefs: () => import("./screens/beliefs.js"),
  way: () => import("./screens/way.js"),
  store: () => import("./screens/store.js"),
  items: () => import("./screens/items.js"),
  thing: () => import("./screens/thing.js"),
  claim: () => import("./screens/claim.js"),
  me: () => import("./screens/me.js"),
  data: () => import("./screens/data.js"),
  welcome: () => import("./screens/welcome.js"),
};
const OPEN = new Set(["welcome"]);
const TOLD = { ratings: "Reviews Viewed", wishes: "Wishlist Viewed", way: "Store Hours Viewed" };
const about = ({ name, place }) => (name === "way" ? { store: place[0] || "", gtin: place[1] || "" } : { gtin: place[0] || "" });
let turn = 0;
let ends = [];
let current = { name: "", place: [] };
let isFirst = true;
let opened = 0;
let part = "";

export const screenNow = () => current.name;
export const go = (path) => {
  if (location.hash === `#/${path}`) return show();
  location.hash = `#/${path}`;
  return undefined;
};
// The house's own stage shows a screen, or a part of it; the same screen then does not begin anew.
export async function turnTo(path, wantedPart = "") {
  document.querySelector("dialog[open]")?.close();
  part = wantedPart;
  if (location.hash !== `#/${path}`) location.hash = `#/${path}`;
  else await show({ isQuiet: Boolean(part) });
}
export const replace = (path, options) => {
  history.replaceState(null, "", `#/${path}`);
  return show(options);
};

function wanted() {
  const [name, ...place] = location.hash.replace(/^#\/?/, "").split("?")[0].split("/").map(decodeURIComponent);
  return SCREENS[name] ? { name, place } : { name: "start", place: [] };
}

export async function show({ isQuiet = false } = {}) {
  const mine = ++turn;
  const asked = wanted();
  const main = byId("content");
  const focused = isQuiet && main.contains(document.activeElement) ? document.activeElement.dataset.key : "";
  if (!isQuiet) {
    opened += 1;
    for (const end of ends.splice(0)) end();
  }
  const here = opened;
  const isAlive = () => here === opened;
  const again = (options = { isQuiet: true }) => (isAlive() ? show(options) : undefined);
  current = asked;
  if (!isQuiet) main.replaceChildren(loading(asked.name));
  const view = { name: asked.name, place: asked.place, get, again, isAlive, onEnd: (end) => ends.push(end) };
  let nodes;
  try {
    const screen = (await SCREENS[asked.name]()).default;
    nodes = await screen(view);
  } catch (error) {
    if (!(error instanceof Trouble)) console.error(error);
    if (mine !== turn) return;
    if (error.kind === "signed_out" && !OPEN.has(asked.name)) return replace("welcome");
    nodes = trouble(error, () => show());
  }
  if (mine !== turn) return;
  main.replaceChildren(h("div", { class: `screen ${asked.name}` }, nodes));
  const heading = main.querySelector("h1");
  document.title = heading ? `${heading.textContent} · ${t("app")}` : t("app");
  settle(main, heading, isQuiet, focused);
  mark();
  if (!isQuiet && state.me && TOLD[asked.name]) tell(TOLD[asked.name], about(asked));
  postScreen(asked.name, asked.place);
}

// In a frame the keyboard stays with the page around it until she has gone in herself.
const isLookedAt = () => window.parent === window || document.hasFocus();

// Who uses a keyboard or listens begins at the new heading; whoever was somewhere on the screen stays there.
function settle(main, heading, isQuiet, focused) {
  if (focused) main.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  else if (!isQuiet && !isFirst && heading) {
    scrollTo(0, 0);
    heading.tabIndex = -1;
    if (isLookedAt()) heading.focus({ preventScroll: true });
  }
  if (part) main.querySelector(`.${CSS.escape(part)}`)?.scrollIntoView();
  part = "";
  isFirst = false;
}

const HOMES = { sizes: "me", consents: "me", beliefs: "me", data: "me", store: "me", receipt: "receipts", product: "", way: "start", questions: "me", items: "me", thing: "me", claim: "scan" };

function mark() {
  const home = HOMES[current.name] ?? current.name;
  for (const tab of document.querySelectorAll("#tabs a")) {
    if (tab.dataset.tab === home) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}
