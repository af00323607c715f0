// Push: asked for only when she switches it on, ended when she switches it off.

import { get, post, remove } from "./session.js";

export const canPush = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export async function subscribe() {
  if (!canPush()) return "unable";
  if ((await Notification.requestPermission()) !== "granted") return "refused";
  const { key } = await get("/v1/push/key");
  const worker = await navigator.serviceWorker.ready;
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  const { endpoint, keys } = made.toJSON();
  await post("/v1/push/subscriptions", { endpoint, keys });
  return "on";
}

export async function unsubscribe() {
  if (!canPush()) return;
  const worker = await navigator.serviceWorker.getRegistration("/app");
  const made = await worker?.pushManager.getSubscription();
  if (!made) return;
  await remove("/v1/push/subscriptions", { endpoint: made.endpoint }).catch(() => undefined);
  await made.unsubscribe();
}

function bytes(key) {
  const plain = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}
