// Her short-lived token stays in memory, what renews it in this browser; every question to the house goes through here.

import { language } from "./words.js";

const REFRESH = "oase:refresh";
let token = "";
let renewing = null;

export class Trouble extends Error {
  constructor(kind, message = "", status = 0, code = "", todo = "") {
    super(message || kind);
    Object.assign(this, { kind, said: message, status, code, todo });
  }
}

export const seen = { at: null, isOffline: false, told: () => undefined };
export const isSignedIn = () => Boolean(token || localStorage.getItem(REFRESH));

// A link of the shop carries both behind the #, where no server sees them.
export async function signInFrom(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  if (!given.get("token") && !given.get("refresh")) return false;
  await forget();
  token = given.get("token") || "";
  if (given.get("refresh")) localStorage.setItem(REFRESH, given.get("refresh"));
  return true;
}

export async function forget() {
  token = "";
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("oase:") && key !== "oase:lang") localStorage.removeItem(key);
  }
  if ("caches" in window) await caches.delete("oase-seen");
}

async function renew() {
  const refresh = localStorage.getItem(REFRESH);
  if (!refresh) throw new Trouble("signed_out");
  const answer = await send("POST", "/v1/me/token", { refresh }, false);
  if (answer.status === 401 || answer.status === 403) {
    await forget();
    throw new Trouble("signed_out");
  }
  if (!answer.ok) throw await troubleOf(answer);
  const given = await answer.json();
  token = given.token;
  if (given.refresh) localStorage.setItem(REFRESH, given.refresh);
}

// Two windows of one browser must not use up the same refresh token: one renews at a time.
function renewed() {
  const alone = navigator.locks ? (work) => navigator.locks.request("oase:renew", work) : (work) => work();
  renewing ||= alone(renew).finally(() => (renewing = null));
  return renewing;
}

async function send(method, path, body, isHers = true) {
  const headers = { accept: "application/json", "accept-language": language() };
  if (isHers) headers.authorization = `Bearer ${token}`;
  const isPicture = body instanceof Blob;
  if (body !== undefined) headers["content-type"] = isPicture ? body.type || "image/jpeg" : "application/json";
  try {
    return await fetch(path, { method, headers, body: body === undefined || isPicture ? body : JSON.stringify(body) });
  } catch {
    note(null, true);
    throw new Trouble("offline");
  }
}

function note(at, isOffline) {
  if (isOffline && at === null) at = seen.at; // a question that failed makes what is shown no older
  const changed = seen.isOffline !== isOffline || seen.at !== at;
  Object.assign(seen, { at, isOffline });
  if (changed) seen.told();
}

async function troubleOf(answer) {
  const told = await answer.json().catch(() => ({}));
  const error = told.error && typeof told.error === "object" ? told.error : told;
  const kind = answer.status === 401 ? "signed_out" : answer.status === 404 ? "missing" : answer.status < 500 ? "refused" : "failed";
  return new Trouble(kind, error.message || told.detail || "", answer.status, error.code || "", error.todo || "");
}

export async function ask(method, path, body) {
  if (!token) await renewed();
  let answer = await send(method, path, body);
  if (answer.status === 401) {
    await renewed();
    answer = await send(method, path, body);
  }
  if (!answer.ok) throw await troubleOf(answer);
  const kept = answer.headers.get("x-oase-seen");
  note(kept ? Number(kept) : null, Boolean(kept));
  const text = await answer.text();
  return text ? JSON.parse(text) : {};
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const put = (path, body) => ask("PUT", path, body);
export const remove = (path, body) => ask("DELETE", path, body);
