// The stage: does what Anna's phone would do, asks the same addresses, and shows what becomes of it.

const stage = document.getElementById("stage");
const scene = JSON.parse(stage.dataset.scene);
const words = JSON.parse(stage.dataset.words);
const byId = (id) => document.getElementById(id);
const t = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const KEPT = `oase:stage:${scene.user}`;
const STORE = { x: 262, y: 122 };
const METERS = scene.fence / 58;
const LAST = scene.steps.length - 1;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const LOCALE = scene.lang === "de" ? "de-DE" : "en-GB";

let anna = null; // who she is in this run, and what signs her phone in
let step = -1;
let done = -1;
let isPlaying = false;
let isBusy = false;
let turn = 0;
let way = 0; // how far along, 0 to 1
let isNear = false;
let clock = { at: 0, since: 0 };
let frame = null;
let shownReceipt = "";
let lastMessage = null;

// ——— small things ———

function h(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return made;
}

const wait = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));
const pace = () => Number(byId("speed").value);
const now = () => clock.at + Math.round((performance.now() - clock.since) * 1000);
const told = (at, options) => new Intl.DateTimeFormat(LOCALE, { timeZone: scene.zone, ...options }).format(at / 1000);
const hour = (at) => told(at, { hour: "2-digit", minute: "2-digit" });
const micros = (at) => (typeof at === "number" ? at : Date.parse(at) * 1000);

function trouble(what) {
  byId("trouble").hidden = !what;
  byId("trouble").textContent = what ? t("trouble", { what }) : "";
}

// ——— the house: controls of the stage, and the calls of her phone ———

async function set(path, fields = {}) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(path, { method: "POST", headers: { "x-csrf": scene.csrf, accept: "application/json" }, body });
  if (!answer.ok) throw new Error(`POST ${path} ${answer.status}`);
  const said = await answer.json();
  setClock(said);
  return said;
}

function setClock(said) {
  clock = { at: said.at, since: performance.now() };
  byId("stage-sky").textContent = said.sky;
  byId("wet").checked = said.isWet;
  byId("rain").setAttribute("visibility", said.isWet ? "visible" : "hidden");
  tick();
  tellApp({ at: said.at });
}

async function ask(call, isAgain = false) {
  const started = performance.now();
  const headers = { authorization: `Bearer ${anna.token}`, accept: "application/json", "accept-language": scene.lang };
  if (call.body) headers["content-type"] = "application/json";
  const body = call.body ? JSON.stringify(call.path === "/v1/decisions" ? { ...call.body, lang: scene.lang } : call.body) : undefined;
  const answer = await fetch(call.path, { method: call.method, headers, body });
  if (answer.status === 401 && !isAgain && (await renew())) return ask(call, true);
  note(call, answer.status, performance.now() - started);
  const text = await answer.text();
  let said;
  try {
    said = (text ? JSON.parse(text) : null) ?? {};
  } catch {
    // not JSON: told below by its status
  }
  if (!answer.ok || said === undefined) {
    const error = said?.error?.message ?? said?.detail ?? "";
    throw new Error([`${call.method} ${call.path} ${answer.status}`, error].filter(Boolean).join(": "));
  }
  return said;
}

async function renew() {
  const answer = await fetch("/v1/me/token", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ refresh: anna.refresh }) });
  if (!answer.ok) return false;
  const given = await answer.json();
  anna = { ...anna, token: given.token, refresh: given.refresh || anna.refresh };
  keep();
  return true;
}

function note(call, status, milliseconds) {
  const line = h("li", { class: status < 400 ? "" : "refused" }, h("code", {}, `${call.method} ${call.path}`), " ", h("span", { class: "status" }, `${status} · ${Math.round(milliseconds)} ms`));
  byId("calls").append(line);
  while (byId("calls").children.length > 80) byId("calls").firstChild.remove();
  line.parentElement.scrollTop = line.parentElement.scrollHeight;
}

// ——— her phone ———

function openPhone() {
  byId("phone").dataset.is = "open";
  byId("app-place").inert = false;
}

function lockPhone() {
  byId("phone").dataset.is = "locked";
  byId("app-place").inert = true;
}

function putApp() {
  frame = h("iframe", { title: byId("h-phone").textContent, allow: "camera" });
  frame.src = `/app?stage=${encodeURIComponent(anna.user)}&lang=${scene.lang}#token=${encodeURIComponent(anna.token)}&refresh=${encodeURIComponent(anna.refresh)}`;
  frame.addEventListener("load", () => tellApp({ at: now(), lang: scene.lang }));
  byId("app-place").replaceChildren(frame);
}

const tellApp = (what) => frame?.contentWindow?.postMessage({ oase: what }, location.origin);

const heard = new Set();
addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== frame?.contentWindow || !event.data?.oase) return;
  const said = event.data.oase;
  if (said.screen) {
    stage.dataset.screen = said.screen;
    for (const listener of heard) listener(said.screen);
  }
  if (said.did && !isPlaying) later(refresh, 400);
});

/** Wait until the app says that it shows a screen; go on without it after a while. */
function screen(name, seconds = 5) {
  if (stage.dataset.screen === name) return Promise.resolve(true);
  return new Promise((go) => {
    const over = setTimeout(() => end(false), seconds * 1000);
    const listen = (one) => one === name && end(true);
    function end(is) {
      clearTimeout(over);
      heard.delete(listen);
      go(is);
    }
    heard.add(listen);
  });
}

async function showScreen(one) {
  if (!one.opens) return lockPhone();
  openPhone();
  stage.dataset.screen = "";
  tellApp({ lang: scene.lang, at: now(), refresh: true, open: one.opens, part: one.part });
  await screen(one.screen);
  return undefined;
}

/** Let the sheet be read that she opens before she chooses; the keyboard stays where it was. */
async function press(one) {
  const focused = document.activeElement;
  await showScreen(one);
  tellApp({ press: one.press });
  await wait(0.4 + 3 * pace());
  if (document.activeElement === frame && focused !== frame) focused.focus({ preventScroll: true });
}

function notify(message) {
  lastMessage = message;
  const named = (one) => (typeof one === "string" ? { action: one, title: words[`action.${one}`] ?? one } : { action: one.action ?? one.id, title: one.title ?? one.label ?? words[`action.${one.action ?? one.id}`] });
  const actions = (message.actions?.length ? message.actions : ["way", "not_today", "why"]).map(named);
  byId("notifications").replaceChildren(h("article", { class: "notice" },
    h("header", {}, h("span", {}, "Lindwerk"), h("span", {}, t("now"))),
    h("strong", {}, message.title), h("p", {}, message.body),
    h("div", { class: "actions" }, actions.map(({ action, title }) => h("button", { type: "button", "data-action": action, onclick: () => choose(action, message) }, title)))));
  byId("anna").classList.add("is-talking");
  later(() => byId("anna").classList.remove("is-talking"), 3500);
}

const clearNotices = () => byId("notifications").replaceChildren();

async function choose(action, message) {
  await guarded(async () => {
    clearNotices();
    if (action === "not_today") {
      await ask({ method: "POST", path: "/v1/me/contacts", body: { event: "Notification Dismissed", properties: about(message) } });
      if (message.receipt) await ask({ method: "POST", path: `/v1/me/receipts/${message.receipt}/said`, body: { said: "not_today" } });
      return refresh();
    }
    await ask({ method: "POST", path: "/v1/me/contacts", body: { event: "Notification Opened", properties: about(message) } });
    openPhone();
    tellApp({ refresh: true, open: action === "why" ? `receipt/${message.receipt}` : `way/${message.store || scene.here}/${message.item || scene.dress}` });
    return refresh();
  });
}

const about = (message) => Object.fromEntries(["receipt", "play", "item", "store"].filter((name) => message[name]).map((name) => [name, message[name]]));

// ——— the city ———

const path = byId("way");
const whole = path.getTotalLength();
const place = (share) => path.getPointAtLength(share * whole);
const meters = (share) => {
  const { x, y } = place(share);
  return Math.hypot(x - STORE.x, y - STORE.y) * METERS;
};
const FENCE = (() => {
  let [low, high] = [0, 1];
  for (let n = 0; n < 30; n++) {
    const middle = (low + high) / 2;
    if (meters(middle) > scene.fence) low = middle;
    else high = middle;
  }
  return high;
})();
const PLACES = { home: 0, fence: FENCE, store: 1 };

function stand(share) {
  way = Math.min(1, Math.max(0, share));
  const { x, y } = place(way);
  byId("anna").dataset.side = x < 80 ? "right" : "left";
  byId("anna").setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  const points = Array.from({ length: 61 }, (_, n) => place((way * n) / 60));
  byId("walked").setAttribute("d", points.map((point, n) => `${n ? "L" : "M"}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join(""));
  byId("walk").value = Math.round(way * 100);
  const far = Math.max(0, Math.round((meters(way) - 31) / 10) * 10);
  const distance = way > 0.995 ? t("in_store") : t(meters(way) <= scene.fence + 0.5 ? "distance" : "far", { meters: (meters(way) <= scene.fence + 0.5 ? reading() : far).toLocaleString(LOCALE) });
  byId("distance").textContent = distance;
  byId("walk").setAttribute("aria-valuetext", distance);
}

const reading = () => Math.max(10, Math.round(meters(way) / 10) * 10);

async function walkTo(name, mine) {
  const target = PLACES[name];
  if (STILL.matches || Math.abs(target - way) < 0.005) return stand(target);
  const from = way;
  const seconds = (0.6 + Math.abs(target - from) * 2.6) * Math.max(0.5, pace());
  const started = performance.now();
  for (;;) {
    await new Promise(requestAnimationFrame);
    if (mine !== turn) return undefined;
    const share = Math.min(1, (performance.now() - started) / (seconds * 1000));
    stand(from + (target - from) * (share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2));
    if (share === 1) return undefined;
  }
}

/** What the phone does by itself where it is carried: tell that a store is near, or no more. */
async function moved() {
  const is = meters(way) <= scene.fence + 0.5;
  if (is === isNear) return;
  isNear = is;
  await guarded(async () => {
    const body = { store: scene.here, transition: is ? "enter" : "exit", distanceM: reading(), accuracyM: 20 };
    await ask({ method: "POST", path: "/v1/geo/transitions", body });
    if (is) await decide();
    else clearNotices();
  });
}

async function decide() {
  const places = [{ store: scene.here, distanceM: way > 0.995 ? 0 : reading(), accuracyM: 20 }, { store: scene.far, distanceM: 2100, accuracyM: 20 }];
  const said = await ask({ method: "POST", path: "/v1/decisions", body: { trigger: "store.near", places } });
  await came(said);
}

const ends = new Map(); // until when what was sent is right

/** Show what was decided: the receipt, and the message on the locked screen as the house hands it out. */
async function came(said) {
  const title = byId("stage-title");
  if (said.expires) ends.set(said.receipt, said.expires);
  if (said.outcome === "sent") {
    title.textContent = t("title.sent");
    if (byId("phone").dataset.is === "locked") notify({ ...said, at: now() });
    else tellApp({ refresh: true, notification: { ...said, id: said.receipt, at: now() } });
  } else if (said.outcome === "nothing") {
    title.textContent = t("title");
    return void receiptsNone(t("nothing"));
  }
  await refresh(said.receipt);
  return undefined;
}

// ——— receipts ———

async function refresh(wanted = "") {
  if (!anna) return;
  let receipts = [];
  for (let n = 0; n < 16; n++) {
    ({ receipts } = await ask({ method: "GET", path: "/v1/me/receipts?limit=6" }));
    if (!wanted || receipts.some((one) => one.id === wanted)) break;
    await wait(0.25);
  }
  await Promise.all([strip(), hers()]); // the strip knows the reasons in words
  showReceipts(receipts, wanted);
}

const receiptsNone = (what) => byId("receipts").replaceChildren(h("p", { class: "muted" }, what));

function showReceipts(receipts, wanted) {
  if (!receipts.length) return;
  const [first, ...others] = receipts;
  byId("receipt-mark").textContent = t("receipt", { id: first.id.slice(0, 4), time: hour(micros(first.at)) });
  if (wanted && first.outcome !== "sent") byId("stage-title").textContent = t("title.withheld", { reason: first.reasonText ?? reasons[first.reason] ?? first.reason });
  const isNew = shownReceipt !== first.id;
  shownReceipt = first.id;
  byId("receipts").replaceChildren(receipt(first, isNew),
    others.length ? h("div", { class: "before" }, h("h3", {}, t("before")), others.map(folded)) : "");
}

const SIGNS = { passed: "✓", failed: "✕", unchecked: "·" };

function receipt(one) {
  const gates = one.sentences.filter((gate) => gate.sign !== "unchecked");
  const unasked = one.sentences.filter((gate) => gate.sign === "unchecked");
  return h("div", { class: "receipt" },
    h("ul", { class: "gates" }, gates.map((gate) => h("li", { class: gate.sign },
      h("span", { class: "mark", role: "img", "aria-label": t(`gate.${gate.sign}`) }, SIGNS[gate.sign]),
      h("span", { class: "told" }, gate.text), h("span", { class: "aside" }, gate.aside ?? "")))),
    h("p", { class: "outcome" }, outcome(one)),
    one.outcome === "sent" && one.title ? h("p", { class: "words" }, h("b", {}, one.title), one.body) : "",
    one.outcome === "sent" && !one.offer ? h("p", { class: "fair" }, t("fair")) : "",
    unasked.length ? h("p", { class: "unasked" }, t("unchecked", { gates: unasked.map((gate) => gate.text).join(" · ") })) : "",
    wrongs(one));
}

function outcome(one) {
  if (one.outcome !== "sent") return h("span", { class: `state ${one.outcome === "control" ? "open" : "bad"}` }, `✕ ${t(one.outcome)}`);
  const expires = one.expires ?? ends.get(one.id);
  const minutes = expires ? Math.round((micros(expires) - micros(one.at)) / 60e6) : 0;
  return h("span", { class: "state good" }, `✓ ${minutes > 0 ? t("sent.until", { minutes }) : t("sent")}`);
}

function folded(one) {
  const failed = one.sentences.find((gate) => gate.sign === "failed");
  return h("details", {}, h("summary", {},
    h("span", { class: one.outcome === "sent" ? "passed" : "failed" }, h("span", { class: "mark" }, one.outcome === "sent" ? "✓" : "✕")),
    h("span", {}, h("b", {}, t(one.outcome === "sent" ? "sent" : one.outcome)), failed ? `: ${failed.text}` : one.title ? `: ${one.title}` : ""),
    h("small", {}, hour(micros(one.at)))), receipt(one));
}

const BELIEFS = /^(size|store|met|need|mood|wish)(:|$)/;

function wrongs(one) {
  const beliefs = (one.used ?? []).filter((used) => BELIEFS.test(used.name)).slice(0, 3);
  return h("p", { class: "wrongs" }, beliefs.map((used) => h("button", { type: "button", class: "button quiet small", onclick: (event) => guarded(async () => {
    await ask({ method: "POST", path: `/v1/me/receipts/${one.id}/said`, body: { said: "wrong", about: used.name } });
    event.target.replaceWith(h("span", { class: "note" }, t("wrong.said")));
    tellApp({ refresh: true });
  }) }, t("wrong", { what: used.text ?? used.name }))));
}

const reasons = {};

async function strip() {
  const answer = await fetch("/stage/now", { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const { today } = await answer.json();
  for (const one of today.withheld) reasons[one.reason] = one.text;
  const withheld = today.all - today.sent;
  byId("today-told").textContent = today.all ? t("today", { sent: today.sent, withheld }) : t("today.none");
  const line = (text, number, kind) => h("li", { class: kind }, h("span", {}, text), h("b", {}, number), h("meter", { min: 0, max: Math.max(1, today.all), value: number, "aria-label": text }));
  byId("today").replaceChildren(...(today.sent ? [line(`✓ ${t("sent")}`, today.sent, "sent")] : []), ...today.withheld.map((one) => line(`✕ ${one.text}`, one.number, "")));
}

/** Let the switches show what is so. */
async function hers() {
  const me = await ask({ method: "GET", path: "/v1/me" });
  const granted = (purpose) => Boolean(me.consents.find((one) => one.purpose === purpose)?.granted);
  byId("location").checked = granted("location");
  byId("push").checked = granted("push");
}

// ——— the film ———

function caption() {
  const one = scene.steps[step];
  byId("caption-step").textContent = one ? `${t("step", { number: step, last: LAST })} · ${told(now(), { weekday: "short", day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit" })}` : "";
  byId("caption-title").textContent = one ? one.title : "";
  byId("caption-does").textContent = one ? one.does : t("ready");
  byId("caption-rule").textContent = one ? one.rule : "";
  for (const dot of document.querySelectorAll(".dot")) {
    const number = Number(dot.dataset.step);
    dot.parentElement.className = number === step ? "now" : number <= done ? "done" : "";
    if (number === step) dot.setAttribute("aria-current", "step");
    else dot.removeAttribute("aria-current");
    dot.disabled = isBusy || number > done + 1;
  }
  stage.dataset.step = step;
}

/** Play one step for the first time; what was played before is only shown again. */
async function take(number) {
  const mine = turn;
  const one = scene.steps[number];
  step = number;
  if (number <= done) {
    caption();
    stand(PLACES[one.walk]);
    if (one.name === "push" && lastMessage) notify(lastMessage);
    await showScreen(one);
    return;
  }
  if (one.time) await set("/stage/time", { at: anna[one.time] });
  caption();
  if (!one.opens) lockPhone();
  if (one.name === "opened") clearNotices();
  await walkTo(one.walk, mine);
  stand(PLACES[one.walk]);
  isNear = one.walk !== "home";
  if (one.press) await press(one);
  for (const call of one.calls) {
    const said = await ask(call);
    if (call.path === "/v1/decisions") await decided(said);
    if (call.path.startsWith("/v1/me/messages")) await delivered(said);
  }
  done = Math.max(done, number);
  await showScreen(one);
  keep();
  caption();
  if (one.name === "consents") await hers();
  if (one.name === "undecided") await refresh();
}

let waiting = null;

async function decided(said) {
  waiting = said.outcome === "sent" ? said : null;
  lastMessage = null;
  clearNotices();
  await came(said.outcome === "sent" ? { ...said, outcome: "held" } : said);
  if (waiting) byId("stage-title").textContent = t("title.sent");
}

/** The message as the house hands it out; a moment may pass until it is there. */
async function delivered(said) {
  let found = null;
  for (let n = 0; waiting && n < 12; n++) {
    found = said.messages?.find((one) => one.receipt === waiting.receipt);
    if (found) break;
    await wait(0.4);
    said = await ask({ method: "GET", path: "/v1/me/messages" });
  }
  if (found ?? waiting) notify({ ...waiting, ...found });
}

async function guarded(work) {
  if (isBusy) return;
  isBusy = true;
  enable();
  trouble("");
  try {
    await work();
  } catch (error) {
    pause();
    trouble(error.message);
  } finally {
    isBusy = false;
    enable();
    caption();
  }
}

function enable() {
  for (const id of ["again", "control", "walk", "day", "time", "location", "push", "stock", "wet"]) byId(id).disabled = isBusy || isPlaying || !anna;
  byId("again").disabled = isBusy && !isPlaying;
  byId("play").disabled = !anna || (isBusy && !isPlaying);
  byId("back").disabled = isBusy || isPlaying || step <= 0;
  byId("forward").disabled = isBusy || isPlaying || !anna || step >= LAST;
  byId("ask").disabled = isBusy || isPlaying || !anna || !isNear;
  byId("play-word").textContent = t(isPlaying ? "pause" : "play");
  byId("play").querySelector(".sign").classList.toggle("is-pause", isPlaying);
}

function pause() {
  isPlaying = false;
  turn++;
  enable();
}

async function play() {
  if (isPlaying) return pause();
  if (step >= LAST) await begin();
  isPlaying = true;
  stage.scrollIntoView({ behavior: STILL.matches ? "auto" : "smooth" });
  const mine = ++turn;
  enable();
  while (isPlaying && mine === turn && step < LAST) {
    await guarded(() => take(step + 1));
    enable();
    const until = performance.now() + scene.steps[step].seconds * 1000 * pace();
    while (performance.now() < until && mine === turn) await wait(0.1);
  }
  if (mine === turn) {
    isPlaying = false;
    if (step >= LAST) byId("caption-rule").textContent = t("end");
    enable();
  }
  return undefined;
}

const goTo = (number) => guarded(() => take(Math.max(0, Math.min(LAST, number))));

// ——— begin, keep, take up again ———

async function begin(isControl = false) {
  pause();
  await guarded(async () => {
    anna = null;
    [step, done, waiting, lastMessage, shownReceipt] = [-1, -1, null, null, ""];
    isNear = false;
    enable();
    byId("caption-does").textContent = t("begin");
    byId("calls").replaceChildren();
    byId("stage-title").textContent = t("title");
    byId("receipt-mark").textContent = "";
    receiptsNone(byId("receipts").dataset.none);
    clearNotices();
    lockPhone();
    stand(0);
    anna = await set("/stage/anna", isControl ? { control: "1" } : {});
    for (const call of scene.history) await ask(call);
    await set("/stage/time", { at: anna.evening });
    byId("stock").checked = true;
    keep();
    who();
    putApp();
    await Promise.all([strip(), hers()]);
  });
}

function who() {
  byId("stage-who").textContent = t(anna.isControl ? "who.control" : "who", { user: anna.user });
}

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify({ anna, step, done, way, isNear, lastMessage }));
}

/** After a reload, for instance in the other language, the same Anna is where she was. */
async function resume() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    // nothing that could be read: begin
  }
  if (!kept?.anna) return begin();
  ({ anna, step, done, isNear, lastMessage } = kept);
  const isKnown = await ask({ method: "GET", path: "/v1/me" }).then(() => true, () => false);
  if (!isKnown) return begin();
  await guarded(async () => {
    const said = await (await fetch("/stage/now", { headers: { accept: "application/json" } })).json();
    setClock(said);
    who();
    stand(kept.way);
    putApp();
    await screen("start", 6);
    if (step >= 0) {
      if (scene.steps[step].name === "push" && lastMessage) notify(lastMessage);
      await showScreen(scene.steps[step]);
      await refresh();
    } else await Promise.all([strip(), hers()]);
  });
  return undefined;
}

const later = (work, milliseconds) => setTimeout(() => Promise.resolve(work()).catch((error) => trouble(error.message)), milliseconds);

function tick() {
  const at = now();
  byId("stage-moment").textContent = told(at, { weekday: "short", day: "numeric", month: "numeric", year: "numeric", hour: "2-digit", minute: "2-digit" });
  byId("phone-time").textContent = hour(at);
  byId("lock-time").textContent = hour(at);
  byId("lock-day").textContent = told(at, { weekday: "long", day: "numeric", month: "long" });
  if (document.activeElement !== byId("time")) {
    const [hours, minutes] = hour(at).split(":").map(Number);
    byId("time").value = hours * 60 + minutes;
    byId("time-told").textContent = hour(at);
  }
  if (document.activeElement !== byId("day")) byId("day").value = dayOf(at);
}

function dayOf(at) {
  const date = new Intl.DateTimeFormat("en-GB", { timeZone: scene.zone, day: "numeric", month: "numeric" }).format(at / 1000);
  if (date === "24/12") return "christmas_eve";
  if (date === "25/12") return "christmas";
  return new Intl.DateTimeFormat("en-GB", { timeZone: scene.zone, weekday: "long" }).format(at / 1000).toLowerCase();
}

// ——— hands on the controls ———

byId("play").addEventListener("click", play);
byId("back").addEventListener("click", () => goTo(step - 1));
byId("forward").addEventListener("click", () => goTo(step + 1));
byId("again").addEventListener("click", () => begin());
byId("control").addEventListener("click", () => begin(true));
byId("unlock").addEventListener("click", openPhone);
byId("lock-now").addEventListener("click", lockPhone);
byId("ask").addEventListener("click", () => guarded(decide));
for (const dot of document.querySelectorAll(".dot")) dot.addEventListener("click", () => goTo(Number(dot.dataset.step)));
byId("walk").addEventListener("input", () => stand(Number(byId("walk").value) / 100));
byId("walk").addEventListener("change", moved);
byId("time").addEventListener("input", () => {
  const minutes = Number(byId("time").value);
  byId("time-told").textContent = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
});
const setTime = () => guarded(async () => {
  if (!byId("day").value) byId("day").value = "saturday";
  await set("/stage/time", { day: byId("day").value, minute: byId("time").value });
  await strip();
});
byId("time").addEventListener("change", setTime);
byId("day").addEventListener("change", setTime);
byId("wet").addEventListener("change", () => guarded(() => set("/stage/weather", { wet: byId("wet").checked ? "1" : "0", temperature: byId("wet").checked ? "6" : "14" })));
byId("stock").addEventListener("change", () => guarded(() => set("/stage/stock", { quantity: byId("stock").checked ? "2" : "0" }).then(() => tellApp({ refresh: true }))));
for (const purpose of ["location", "push"]) {
  byId(purpose).addEventListener("change", () => guarded(async () => {
    const body = { consents: { [purpose]: byId(purpose).checked }, textVersion: "2026-10", source: "App, Einwilligungen" };
    await ask({ method: "POST", path: "/v1/consents", body });
    tellApp({ refresh: true });
  }));
}

const map = byId("map");
map.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#anna") || byId("walk").disabled) return;
  event.preventDefault();
  map.setPointerCapture(event.pointerId);
  const follow = (one) => {
    const box = map.getBoundingClientRect();
    const [x, y] = [((one.clientX - box.left) / box.width) * 380, ((one.clientY - box.top) / box.height) * 330];
    let best = [Infinity, 0];
    for (let n = 0; n <= 200; n++) {
      const point = place(n / 200);
      const far = Math.hypot(point.x - x, point.y - y);
      if (far < best[0]) best = [far, n / 200];
    }
    stand(best[1]);
  };
  const end = () => {
    map.removeEventListener("pointermove", follow);
    moved();
  };
  map.addEventListener("pointermove", follow);
  map.addEventListener("pointerup", end, { once: true });
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, summary, dialog")) return;
  const isButton = event.target.closest("button, a");
  if (event.key === " " && !isButton && !byId("play").disabled) play();
  else if (event.key === "ArrowRight" && !byId("forward").disabled) goTo(step + 1);
  else if (event.key === "ArrowLeft" && !byId("back").disabled) goTo(step - 1);
  else return;
  event.preventDefault();
});

byId("receipts").dataset.none = byId("receipts").textContent.trim();
stage.classList.add("is-playing-here");
stand(0);
setInterval(tick, 1000);
resume();
