// Small helps; every page works without: a form is sent once, chosen pictures are shown, a page prints itself.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button:not([data-again])")) setTimeout(() => { button.disabled = true }, 0);
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});

for (const field of document.querySelectorAll("input[type=file][data-preview]")) {
  const shown = document.createElement("div");
  shown.className = "chosen";
  const zone = field.closest(".drop") ?? field;
  zone.after(shown);
  const show = () => {
    for (const picture of shown.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    shown.replaceChildren(...[...field.files].filter((one) => one.type.startsWith("image/")).map((one) => {
      const picture = document.createElement("img");
      picture.src = URL.createObjectURL(one);
      picture.alt = one.name;
      return picture;
    }));
  };
  field.addEventListener("change", show);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { field.files = event.dataTransfer.files; show(); }
    });
  }
}

for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copies);
    button.textContent = button.dataset.copied;
  });
}
