// Choosing a column to compare shows its groups at once; without a script the button beside it does.

document.addEventListener("change", (event) => {
  if (event.target.matches?.("select[data-sends]")) event.target.form.requestSubmit();
});
