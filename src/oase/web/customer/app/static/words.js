// The words of one language, and how it writes numbers, money and moments.

let words = {};
let lang = "de";
let shift = 0;
let zone;

export const language = () => lang;
const locale = () => (lang === "de" ? "de-DE" : "en-GB");

export function firstLanguage() {
  const asked = new URLSearchParams(location.search).get("lang") || localStorage.getItem("oase:lang");
  return asked === "de" || asked === "en" ? asked : navigator.language.startsWith("de") ? "de" : "en";
}

export async function speak(wanted) {
  const answer = await fetch(`/app/words/${wanted}.json`);
  words = await answer.json();
  lang = wanted;
  localStorage.setItem("oase:lang", wanted);
  document.documentElement.lang = wanted;
}

export function t(key, values = {}) {
  let text = words[key];
  if (text && typeof text === "object") text = values.n === 1 ? text.one : text.other;
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const has = (key) => key in words;

// The moment as her house tells it: a demo may have moved it; and the zone of her shop.
export const now = () => Date.now() + shift;
export function setMoment(at) {
  shift = at === null ? 0 : at - Date.now();
}
export function setZone(name) {
  zone = name || undefined;
}

const shown = (at, form) => new Intl.DateTimeFormat(locale(), { timeZone: zone, ...form }).format(new Date(at));
const dayOf = (at) => shown(at, { year: "numeric", month: "2-digit", day: "2-digit" });
export const number = (value, digits = 0) =>
  new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
export const money = ({ cents, currency }) =>
  new Intl.NumberFormat(locale(), { style: "currency", currency: currency || "EUR" }).format(cents / 100);
export const percent = (share) => `${number(share)} %`;
export const clock = (at) => shown(at, { hour: "2-digit", minute: "2-digit" });
export const day = (at) => dayOf(at);

// 15:31 today, "Di, 17.11., 15:31" before.
export function when(at) {
  if (dayOf(at) === dayOf(now())) return clock(at);
  return shown(at, { weekday: "short", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
}

// "bis 18:00 Uhr", "bis morgen, 18:00 Uhr", "bis Montag, 18:00 Uhr"
export function until(at) {
  const days = Math.round((Date.parse(iso(at)) - Date.parse(iso(now()))) / 86400000);
  const hour = clock(at);
  if (days <= 0) return t("until.today", { hour });
  if (days === 1) return t("until.tomorrow", { hour });
  if (days < 7) return t("until.day", { hour, day: shown(at, { weekday: "long" }) });
  return t("until.date", { hour, day: shown(at, { day: "2-digit", month: "2-digit" }) });
}

const iso = (at) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));
