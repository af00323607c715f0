// Clocks run on while the page is open, and replies are judged by keys. The page is right without it.

const MINUTE = 60_000;
const TICK = 1_000;

/** Write a waiting time as the page does (web/pages/response/telling.py). */
function told(waited, how) {
  const minutes = Math.floor(Math.max(0, waited) / MINUTE);
  if (minutes < 1) return how.none;
  if (minutes < 60) return how.minutes.replace("{minutes}", minutes);
  const hours = Math.floor(minutes / 60);
  const rest = String(minutes % 60).padStart(2, "0");
  if (hours < 48) return how.hours.replace("{hours}", hours).replace("{minutes}", rest);
  const days = Math.floor(hours / 24);
  return (days === 1 ? how.day : how.days).replace("{days}", days).replace("{hours}", hours % 24);
}

let began = performance.now();
document.addEventListener("oase:refreshed", () => (began = performance.now()));

function tick() {
  const how = document.getElementById("ticking")?.dataset;
  if (!how || document.hidden) return;
  const now = Number(how.now) + performance.now() - began; // the house's clock, not that of this computer
  for (const clock of document.querySelectorAll("[data-since]")) {
    const text = told(now - Number(clock.dataset.since), how);
    if (clock.textContent !== text) clock.textContent = text;
  }
}

setInterval(tick, TICK);
document.addEventListener("visibilitychange", tick);

// verdicts by keys: a button says which one is its own
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.target.closest?.("input, select, textarea")) return;
  document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
for (const keys of document.querySelectorAll(".keys[hidden]")) keys.hidden = false;
