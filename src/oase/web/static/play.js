// One play: the editor has line numbers and goes to the line that is wrong; nothing typed is lost by accident.

function numbered(text) {
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
  text.addEventListener("input", number);
  text.addEventListener("scroll", () => (lines.scrollTop = text.scrollTop));
  number();
}

function goTo(text, line) {
  const all = text.value.split("\n");
  const start = all.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, start + (all[line - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(text).lineHeight) || 20;
  text.scrollTop = Math.max(0, (line - 4) * height);
  document.getElementById("wrong")?.scrollIntoView({ block: "center" });
}

let typed = null;

function start() {
  const text = document.getElementById("play-text");
  if (!text) return;
  if (typed !== null) text.value = typed; // the page was fetched anew while somebody was writing
  numbered(text);
  if (text.dataset.line && typed === null) goTo(text, Number(text.dataset.line));
  text.addEventListener("input", () => (typed = text.value));
  text.form.addEventListener("submit", () => (typed = null));
}

addEventListener("beforeunload", (event) => typed !== null && event.preventDefault());
document.addEventListener("oase:refreshed", start);
start();
