// Today, live: what arrives is counted and stands on top of the list.

import { live } from "./oase.js";

const shown = (number) => new Intl.NumberFormat(document.documentElement.lang === "en" ? "en-GB" : "de-DE").format(number);

function arrived(event) {
  const accepted = document.getElementById("today-accepted");
  const refused = document.getElementById("today-refused");
  if (accepted) accepted.textContent = shown(event.accepted_today);
  if (refused) refused.textContent = shown(event.refused_today);
  const list = document.getElementById("recent");
  const rows = event.rows.filter((row) => row.touchpoint);
  if (!list || !rows.length) return;
  document.getElementById("recent-none")?.remove();
  for (const row of rows) list.prepend(line(row));
  while (list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
}

function line(row) {
  const made = document.createElement("li");
  made.className = "arrived";
  for (const [name, text, kind] of [["span", row.touchpoint], ["span", row.channel || "–", "badge"], ["small", row.time]]) {
    const part = document.createElement(name);
    part.textContent = text;
    if (kind) part.className = kind;
    made.append(part);
  }
  return made;
}

live(arrived);
