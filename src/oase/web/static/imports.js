// Hand in by dropping, with progress and a way out; and try a mapping as it is chosen. Works without, too.

/** Send the form in pieces, and say how far it is. */
function handIn(form) {
  const input = form.elements.file;
  const drop = document.getElementById("drop");
  const bar = document.getElementById("upload");
  const error = document.getElementById("upload-error");
  const button = form.querySelector("button.button:not([type])");
  let request;

  function say(text) {
    error.textContent = text;
    error.hidden = !text;
    bar.hidden = true;
    button.disabled = false;
  }
  function fits(files) {
    if (files.length > 1) say(form.dataset.one);
    else if (files[0] && files[0].size > Number(form.dataset.most)) say(form.dataset.large);
    else return true;
    return false;
  }
  function send() {
    if (!fits(input.files)) return;
    say("");
    bar.hidden = false;
    button.disabled = true;
    request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const share = Math.floor((100 * event.loaded) / event.total);
      bar.querySelector("progress").value = share;
      document.getElementById("upload-share").textContent = `${share} %`;
    });
    request.addEventListener("error", () => say(form.dataset.lost));
    request.addEventListener("abort", () => say(form.dataset.stopped));
    request.addEventListener("load", () => {
      const there = new URL(request.responseURL);
      if (request.status < 400) return location.assign(there.pathname);
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const told = answer.querySelector("#refused strong") ?? answer.querySelector("h1");
      say(told ? told.textContent : form.dataset.lost);
    });
    request.send(new FormData(form));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  document.getElementById("upload-stop").addEventListener("click", () => request?.abort());
  for (const name of ["dragover", "dragleave", "drop"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", name === "dragover");
    });
  drop.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length || !fits(event.dataTransfer.files)) return;
    input.files = event.dataTransfer.files;
    send();
  });
}

/** Try what is chosen, and show what would become of the first rows. */
function trying(form) {
  let latest = 0;
  async function renew() {
    const number = ++latest;
    const trial = document.getElementById("trial");
    trial.classList.add("busy");
    const fields = new FormData(form);
    fields.set("do", "save");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields) });
    } catch {
      trial.classList.remove("busy");
      return;
    }
    if (number !== latest) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("trial");
    if (!fresh || !answer.ok) return location.reload();
    trial.replaceWith(fresh);
  }
  form.addEventListener("change", (event) => {
    if (["kind", "sheet"].includes(event.target.name)) form.requestSubmit(document.getElementById("apply"));
    else renew();
    if (event.target.matches(".columns select")) event.target.closest("tr").classList.toggle("out", !event.target.value);
  });
}

function start() {
  const handing = document.getElementById("hand-in");
  if (handing) handIn(handing);
  const mapping = document.getElementById("mapping");
  if (mapping) trying(mapping);
}

document.addEventListener("oase:refreshed", start);
start();
