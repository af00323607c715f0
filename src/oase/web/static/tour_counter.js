// The counter at the bus without net: what is done is kept in the phone with a key and its time, shown at once,
// and sent one after another until it has arrived. The server does each key once. Works without this script, too.

const AGAIN = 3_000;
const FRESH = 15_000;
const page = document.querySelector(".counter");
const place = `oase.tour.${page.dataset.stop}`;
const target = `/tour/${page.dataset.stop}/act`;
const net = document.getElementById("net");
let kept = read();
let sending = false;
let later = 0;
let steps = 0; // so that a page fetched before the latest step is not shown after it

function read() {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? [];
  } catch {
    return [];
  }
}

function keep() {
  localStorage.setItem(place, JSON.stringify(kept));
  const told = kept.length ? (navigator.onLine ? page.dataset.sending : page.dataset.offline) : "";
  net.textContent = told.replace("{n}", kept.length);
  net.classList.toggle("waits", kept.length > 0);
  const back = document.querySelector("#undo button");
  if (kept.length) {
    back.textContent = page.dataset.undo;
    back.disabled = false;
  }
}

/** A key of its own; `crypto.randomUUID` is missing where the house is reached without https. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

function board() {
  return document.getElementById("board");
}

function cardOf(ticket) {
  return [...board().querySelectorAll(".ticket")].find((card) => card.dataset.ticket === ticket);
}

/** Put a ticket where its state belongs, with the buttons that it then has. */
function put(card, state) {
  const over = ["done", "left", "cancelled"].includes(state);
  card.className = `ticket ${state}`;
  card.dataset.state = state;
  for (const button of card.querySelectorAll("button[data-in]")) button.hidden = button.dataset.in !== state;
  board().querySelector(`[data-place="${over ? "over" : state}"] [data-cards]`).append(card);
  count();
}

function count() {
  for (const one of board().querySelectorAll("[data-place]")) {
    const n = one.querySelectorAll(".ticket").length;
    one.querySelector("[data-count]").textContent = n;
    if (one.dataset.place !== "over") one.hidden = !n;
  }
  board().querySelector(".empty")?.remove();
}

/** Show what was done before the server knows of it. */
function show(entry) {
  const { fields } = entry;
  let card = cardOf(fields.ticket);
  if (fields.do === "draw" && !card) {
    card = document.getElementById("card").content.firstElementChild.cloneNode(true);
    card.dataset.ticket = fields.ticket;
    card.id = `t-${fields.ticket}`;
    card.querySelector("[name=ticket]").value = fields.ticket;
    card.querySelector("[data-name]").textContent = fields.name || page.dataset.nameless;
    card.querySelector("[data-about]").textContent = fields.what || "";
    card.querySelector("[data-told]").textContent = page.dataset.follows;
  }
  if (card) put(card, entry.to);
}

function unshow(entry) {
  const card = cardOf(entry.fields.ticket);
  if (entry.fields.do === "draw") card?.remove();
  else if (card) put(card, entry.from);
  count();
}

/** Keep what a form says, show it, and send it as soon as may be. */
function take(form, button) {
  steps += 1;
  const fields = Object.fromEntries(new FormData(form));
  delete fields.csrf;
  fields.do = button.value;
  fields.key = newKey();
  const entry = { fields, at: Date.now(), from: "", to: button.dataset.to ?? "" };
  if (form.matches("[data-undoes]") && kept.length > (sending ? 1 : 0)) {
    unshow(kept.pop());
    return keep();
  }
  if (form.matches("[data-next]")) {
    const first = board().querySelector('[data-place="waiting"] .ticket');
    if (!first) return;
    Object.assign(fields, { do: "call", ticket: first.dataset.ticket });
    entry.to = "called";
  }
  if (fields.do === "draw") Object.assign(fields, { ticket: fields.key, to: "" });
  if (fields.do === "draw") entry.to = "waiting";
  entry.from = cardOf(fields.ticket)?.dataset.state ?? "";
  kept.push(entry);
  if (entry.to) show(entry);
  if (form.matches("[data-draws]")) {
    form.reset();
    form.querySelector("input[name=name]").focus();
  }
  keep();
  send();
}

async function send() {
  clearTimeout(later);
  if (sending || !kept.length) return;
  sending = true;
  let answer = null;
  while (kept.length) {
    const entry = kept[0];
    const said = new URLSearchParams(entry.fields);
    said.set("csrf", document.querySelector("[name=csrf]").value);
    said.set("quiet", "1");
    said.set("ago", Math.max(0, Math.round((Date.now() - entry.at) / 1000)));
    try {
      answer = await fetch(target, { method: "POST", body: said, headers: { accept: "text/html" } });
    } catch {
      answer = null;
    }
    if (!answer || answer.status >= 500 || answer.status === 429) break;
    if (isElsewhere(answer) || answer.status === 403) {
      net.textContent = page.dataset.entry;
      answer = null;
      break;
    }
    kept.shift();
    keep();
    if (!answer.ok) complain(await answer.text());
  }
  sending = false;
  if (kept.length) later = setTimeout(send, AGAIN);
  else if (answer) look();
}

function isElsewhere(answer) {
  return answer.redirected && !new URL(answer.url).pathname.startsWith(`/tour/${page.dataset.stop}`);
}

function complain(text) {
  const told = new DOMParser().parseFromString(text, "text/html").getElementById("wrong")?.textContent;
  let shown = document.getElementById("wrong");
  if (!shown) {
    shown = document.createElement("p");
    Object.assign(shown, { id: "wrong", className: "error" });
    shown.setAttribute("role", "alert");
    net.after(shown);
  }
  shown.textContent = told ?? String(text).slice(0, 200);
}

/** Put what the server knows in place of what is shown; only where nothing waits to be sent. */
function swap(text) {
  if (kept.length || sending) return;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const then = fresh.getElementById("board");
  if (!then) return;
  const isOpen = board().querySelector("details")?.open;
  const focused = document.activeElement?.closest?.(".ticket")?.id;
  board().replaceWith(then);
  if (isOpen) then.querySelector("details").open = true;
  document.getElementById("undo").replaceWith(fresh.getElementById("undo"));
  for (const name of ["h1", ".lede"]) {
    const [now, new_] = [document.querySelector(name), fresh.querySelector(name)];
    if (now && new_) now.textContent = new_.textContent;
  }
  document.title = fresh.title;
  if (focused) document.getElementById(focused)?.querySelector("button:not([hidden])")?.focus({ preventScroll: true });
}

async function look() {
  if (document.hidden || kept.length || sending) return;
  const then = steps;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || isElsewhere(answer)) return;
    const text = await answer.text();
    if (then === steps) swap(text);
  } catch {
    // no net: what is shown stays, and is looked for again
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-acts]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  take(form, event.submitter);
});
addEventListener("online", send);
document.addEventListener("visibilitychange", () => (kept.length ? send() : look()));
setInterval(look, FRESH);

for (const entry of kept) if (entry.to) show(entry);
keep();
send();
