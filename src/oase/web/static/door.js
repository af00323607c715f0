// The page Door: what arrives is shown as it comes, the editor has line numbers, and nothing typed is lost.

import { live } from "./oase.js";

const PAUSE = 800;
const LIVE_PARTS = ["door-now", "door-arriving", "door-sources"];

/** Fetch this page anew and put some of its parts in place of the old; the rest stays as it is. */
async function renew(ids) {
  let answer;
  try {
    answer = await fetch(location.href, { headers: { accept: "text/html" } });
  } catch {
    return; // the server is being started anew: the next event asks again
  }
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ids) {
    const now = document.getElementById(id);
    const then = fresh.getElementById(id);
    if (now && then && !now.contains(document.activeElement)) now.replaceWith(then);
  }
  const heading = fresh.querySelector("h1");
  if (heading) document.querySelector("h1").textContent = heading.textContent;
  document.title = fresh.title;
}

/** Call something at most once a while, and once more for what came meanwhile. */
function calmly(does) {
  let isBusy = false;
  let isDue = false;
  return async function call() {
    if (isBusy) return void (isDue = true);
    isBusy = true;
    await does();
    await new Promise((done) => setTimeout(done, PAUSE));
    isBusy = false;
    if (isDue) {
      isDue = false;
      call();
    }
  };
}

function arriving(pause) {
  const said = pause.textContent;
  const show = calmly(async () => {
    const known = document.querySelectorAll("#door-arriving tbody tr").length;
    await renew(LIVE_PARTS);
    const rows = document.querySelectorAll("#door-arriving tbody tr");
    for (let at = 0; at < Math.min(come, rows.length) && known; at += 1) rows[at].classList.add("arrived");
    come = 0;
  });
  let come = 0;
  let isPaused = false;
  pause.hidden = false;
  document.getElementById("door-reload").hidden = true;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.textContent = isPaused ? pause.dataset.resume : said;
    if (!isPaused) show();
  });
  live((event) => {
    come += event.contacts;
    if (!isPaused && (event.contacts || event.refused)) show();
  });
  setInterval(() => isPaused || document.hidden || renew(["door-now"]), 10_000);
}

/** Wait for the first contact of a source, and say so when it is there. */
function awaiting(box) {
  box.querySelector(".by-hand").hidden = true;
  const look = calmly(async () => {
    if (box.dataset.state === "arrived") return;
    const { source, contact, refusal } = box.dataset;
    const query = new URLSearchParams({ source, contact, refusal });
    let standing;
    try {
      const answer = await fetch(`/door/arrived?${query}`, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      standing = await answer.json();
    } catch {
      return; // asked again by the next event, or a moment later
    }
    Object.assign(box.dataset, { contact: standing.contact, refusal: standing.refusal });
    if (standing.state === "waiting") return;
    box.dataset.state = standing.state;
    box.querySelector(".awaited-said strong").textContent = standing.said;
  });
  const stop = live(look);
  const again = setInterval(() => {
    if (box.dataset.state !== "arrived") return document.hidden || look();
    clearInterval(again);
    stop();
  }, 2000);
}

let typed = null;

function editing(text) {
  const lines = document.createElement("pre");
  lines.className = "lines";
  lines.setAttribute("aria-hidden", "true");
  text.before(lines);
  let count = 0;
  const number = () => {
    const now = text.value.split("\n").length;
    if (now !== count) lines.textContent = Array.from({ length: now }, (_, at) => at + 1).join("\n");
    count = now;
    lines.scrollTop = text.scrollTop;
  };
  if (typed !== null) text.value = typed; // the page was fetched anew while somebody was writing
  text.addEventListener("input", () => {
    typed = text.value;
    number();
  });
  text.addEventListener("scroll", () => (lines.scrollTop = text.scrollTop));
  number();
  if (text.dataset.line && typed === null) goTo(text, Number(text.dataset.line));
  text.form.addEventListener("submit", () => (typed = null));
}

function goTo(text, line) {
  const all = text.value.split("\n");
  const start = all.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, start + (all[line - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(text).lineHeight) || 20;
  text.scrollTop = Math.max(0, (line - 4) * height);
}

function applying() {
  const box = document.getElementById("door-applying");
  if (!box || !("applying" in box.dataset)) return;
  setTimeout(async () => {
    if (!document.hidden) await renew(["door-applying"]);
    const button = document.querySelector("#apply form button");
    if (button && !("applying" in document.getElementById("door-applying").dataset)) button.disabled = false;
    applying();
  }, 1000);
}

function start() {
  const text = document.getElementById("rules-text");
  if (text) editing(text);
  applying();
}

const pause = document.getElementById("door-pause");
const awaited = document.getElementById("awaited");
if (pause) arriving(pause);
if (awaited) awaiting(awaited);
// a key is shown once: loading the page again must not make another one
if (document.getElementById("secret")) history.replaceState(null, "", "/door/keys");
addEventListener("beforeunload", (event) => typed !== null && event.preventDefault());
document.addEventListener("oase:refreshed", start);
start();
