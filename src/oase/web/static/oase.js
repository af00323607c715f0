// What every page may do with a script: show results as they come, copy, submit filters. Works without, too.

const WAIT = 400;

/** Ask how far a task is until it is over; then put the new content in place of the old. */
async function follow(bar) {
  const meter = bar.querySelector("progress");
  for (;;) {
    await new Promise((done) => setTimeout(done, WAIT));
    if (!bar.isConnected) return;
    if (document.hidden) continue;
    let standing;
    try {
      const answer = await fetch(`/tasks/${bar.dataset.task}`, { headers: { accept: "application/json" } });
      if (!answer.ok) break;
      standing = await answer.json();
    } catch {
      continue; // the server is being started anew: ask again
    }
    if (standing.total && meter) {
      meter.max = standing.total;
      meter.value = standing.done;
    }
    if (["done", "failed", "cancelled"].includes(standing.state)) break;
  }
  await refresh();
}

/** Fetch this page anew and swap its content, keeping the place and what has the focus. */
export async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.id;
  for (const id of ["content", "as-of"]) {
    const now = document.getElementById(id);
    const then = fresh.getElementById(id);
    if (now && then) now.replaceWith(then);
  }
  document.title = fresh.title;
  if (focused) document.getElementById(focused)?.focus();
  start(document.getElementById("content"));
  document.dispatchEvent(new CustomEvent("oase:refreshed"));
}

/**
 * Hear of what arrives at the door while this page can be seen: `onEvent` gets {contacts, refused,
 * accepted_today, refused_today, rows}; the format is told in web/pages/live.py. Returns how to stop.
 */
export function live(onEvent) {
  let source = null;
  let later = 0;
  const close = () => {
    clearTimeout(later);
    source?.close();
    source = null;
  };
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource("/live");
    source.addEventListener("arrived", (event) => onEvent(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      close();
      later = setTimeout(open, 30_000);
    });
  };
  const turn = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", turn);
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
  return () => {
    document.removeEventListener("visibilitychange", turn);
    removeEventListener("pagehide", close);
    removeEventListener("pageshow", open);
    close();
  };
}

function copying(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text.trim());
    } catch {
      const range = document.createRange();
      range.selectNodeContents(document.getElementById(button.dataset.copies));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return;
    }
    const said = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = said), 1600);
  });
}

function filtering(form) {
  form.addEventListener("change", (event) => {
    const own = form.elements.period?.value === "own";
    if (event.target.name === "period" && own) return; // both days are still to be given
    if (event.target.type !== "date" || (form.elements.start.value && form.elements.end.value)) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    if (form.elements.period?.value !== "own") for (const name of ["start", "end"]) form.elements[name].value = "";
  });
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value || value === "all") event.formData.delete(name);
  });
}

/** Fold a long table that is stacked on a phone; its button shows the rest and goes to the first of it. */
function folding(button) {
  let table = button.previousElementSibling;
  if (table?.tagName !== "TABLE") table = table?.querySelector("table");
  if (!table) return;
  table.dataset.folded = "";
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = table.tBodies[0].rows[5];
    delete table.dataset.folded;
    button.remove();
    const target = next.querySelector("a") ?? next;
    if (target === next) next.tabIndex = -1;
    target.focus({ preventScroll: true });
  });
}

function start(root) {
  const bar = root.querySelector("[data-task]");
  if (bar) follow(bar);
  root.querySelectorAll("[data-copies]").forEach(copying);
  root.querySelectorAll("form.filters").forEach(filtering);
  root.querySelectorAll("[data-unfolds]").forEach(folding);
  root.querySelectorAll("form[data-sure]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      if (!confirm(form.dataset.sure)) event.preventDefault();
    }),
  );
}

start(document);
