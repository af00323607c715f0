// One question after another, and each answer kept as soon as it is given. Without this all stand on one page.
document.documentElement.classList.add("js");

document.addEventListener("DOMContentLoaded", () => {
  tellHeight();
  const form = document.getElementById("survey");
  if (!form) return;
  const steps = [...form.querySelectorAll(".step")];
  const [send, back, saved] = ["send", "back", "saved"].map(id => document.getElementById(id));
  const last = steps.length - 1;
  const canKeep = "keep" in form.dataset;
  let at = Math.max(0, steps.findIndex(step => step.classList.contains("now")));

  function show(next, isMoved) {
    at = next;
    steps.forEach((step, number) => step.classList.toggle("now", number === at));
    back.hidden = at === 0;
    send.textContent = at === last ? send.dataset.last : send.dataset.next;
    if (isMoved) steps[at].querySelector("legend, textarea").focus();
    tellHeight();
  }

  const isWhole = part => [...part.querySelectorAll(":invalid")].every(one => one.matches("form, fieldset"));

  async function keep() {
    if (!canKeep || !isWhole(form)) return;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      saved.textContent = answer.ok ? saved.dataset.yes : saved.dataset.no;
    } catch {
      saved.textContent = saved.dataset.no; // the button below sends it all once more
    }
  }

  form.addEventListener("submit", event => {
    if (at === last) return;
    event.preventDefault();
    if (!form.reportValidity()) return;
    keep();
    show(at + 1, true);
  });
  if (!canKeep) send.addEventListener("click", () => at < last && show(at + 1, true)); // a preview sends nothing
  back.addEventListener("click", () => show(at - 1, true));

  // a tap goes on by itself; arrow keys choose without leaving the question
  form.addEventListener("click", event => {
    if (!event.isTrusted || event.detail === 0 || !event.target.matches(".option input")) return;
    keep();
    const alone = steps[at].querySelectorAll("fieldset, textarea").length === 1;
    if (alone && at < last) setTimeout(show, 180, at + 1, true);
  });
  show(at, false);
});

function tellHeight() {
  if (parent === window) return;
  parent.postMessage({ oase: "height", height: document.documentElement.scrollHeight }, "*");
}
