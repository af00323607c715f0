// Scan: the camera where there is one, a picture, or the number; every outcome has its sentence.

import { h } from "../dom.js";
import { button, drawing, head, sayTrouble } from "../parts.js";
import { go, replace } from "../router.js";
import { get, isSignedIn, post } from "../session.js";
import { loadMe, storeHere, tell, visit } from "../state.js";
import { t } from "../words.js";

const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "itf", "qr_code", "data_matrix", "code_128"];
const LOOK_EVERY = 250;
const POST_EVERY = 1500;
const LONGEST_EDGE = 1280;
const SHOWN_FOR = 1000;

export default async function scan(view) {
  const told = h("div", { class: "scan-told", role: "status", "aria-live": "polite" });
  const found = (answer) => outcome(answer, told);
  if (view.place[0]) {
    const first = await lookUp(view.place[0]);
    if (first.outcome === "found" && first.gtin && view.place[1] === "stay") told.append(recognised(first));
    else if (first.outcome === "found" && first.gtin && !(first.serial && !visit())) {
      const forward = setTimeout(() => replace(`product/${first.gtin}`), SHOWN_FOR);
      view.onEnd(() => clearTimeout(forward));
      told.append(recognised(first));
    } else found(first);
  }
  return [
    head(t("scan.title"), t("scan.lede")),
    camera(view, found, told),
    told,
    picture(found, told),
    typed(found, told),
  ];
}

const recognised = ({ gtin, product }) => h("a", { class: "card item found", href: `#/product/${gtin}` }, drawing(product || {}, "small"), h("span", { class: "what" }, h("b", { class: "name" }, product?.name || gtin), h("small", {}, t("scan.found"))));

const lookUp = (code) => (isSignedIn() ? get(`/v1/scan?code=${encodeURIComponent(code)}&store=${encodeURIComponent(storeHere())}`) : Promise.resolve({ outcome: "sign_in" }));
const posted = (blob) => post(`/v1/scan/picture?store=${encodeURIComponent(storeHere())}`, blob);

async function outcome(answer, told) {
  if (answer.outcome === "found" && answer.gtin) {
    if (navigator.vibrate) navigator.vibrate(30);
    // in a store the article is meant; at home the one thing that carries the label
    return go(answer.serial && !visit() ? `claim/${answer.gtin}/${encodeURIComponent(answer.serial)}` : `product/${answer.gtin}`);
  }
  if (answer.outcome === "item") {
    if (navigator.vibrate) navigator.vibrate(30);
    return go(answer.item ? `thing/${answer.item}` : `claim/${answer.gtin}/${encodeURIComponent(answer.serial)}`);
  }
  if (answer.outcome === "store" && answer.store) {
    await post("/v1/visits", { store: answer.store.code || answer.store, how: "qr" });
    await loadMe();
    return go("start");
  }
  if (answer.outcome === "poster") {
    tell("Poster Scanned", { gtin: answer.gtin || "", store: storeHere() });
    return go(`ratings/${answer.gtin || answer.product?.id || ""}`);
  }
  told.replaceChildren(h("div", { class: "card said" }, h("strong", {}, t(`scan.${answer.outcome}`)), h("p", {}, t(`scan.${answer.outcome}.text`, { code: answer.text || answer.gtin || "" }))));
  return undefined;
}

function sayNo(error, told) {
  told.replaceChildren(h("div", { class: "card said" }, h("strong", {}, t(error.kind === "offline" ? "scan.offline" : "scan.failed")), h("p", {}, error.kind === "offline" ? t("scan.offline.text") : sayTrouble(error))));
}

function camera(view, found, told) {
  if (!navigator.mediaDevices?.getUserMedia) return h("p", { class: "empty" }, t("scan.no_camera"));
  const video = h("video", { muted: true, playsinline: true, "aria-label": t("scan.camera") });
  const box = h("div", { class: "camera" });
  const open = button(t("scan.camera.open"), async () => {
    try {
      await run(view, video, box, found, told);
    } catch {
      told.replaceChildren(h("div", { class: "card said" }, h("strong", {}, t("scan.denied")), h("p", {}, t("scan.denied.text"))));
    }
  }, { class: "wide big" });
  box.append(h("p", {}, t("scan.aim")), open);
  return box;
}

async function run(view, video, box, found, told) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  const end = () => stream.getTracks().forEach((track) => track.stop());
  if (!view.isAlive()) return end();
  view.onEnd(end);
  video.srcObject = stream;
  await video.play();
  box.classList.add("live");
  box.replaceChildren(video, h("i", { "aria-hidden": "true" }));
  const detector = await makeDetector();
  let last = 0;
  while (view.isAlive() && stream.active) {
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY));
    if (!view.isAlive()) break;
    try {
      const answer = await look(video, detector, () => Date.now() - last > POST_EVERY && (last = Date.now()));
      if (answer && answer.outcome !== "unreadable") {
        await found(answer);
        if (answer.outcome !== "found") await new Promise((wake) => setTimeout(wake, 2000));
      }
    } catch (error) {
      sayNo(error, told);
      await new Promise((wake) => setTimeout(wake, 3000));
    }
  }
  return end();
}

async function makeDetector() {
  if (!("BarcodeDetector" in window)) return null;
  const able = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  const formats = FORMATS.filter((one) => able.includes(one));
  return formats.length ? new window.BarcodeDetector({ formats }) : null;
}

// The device reads by itself where it can; where it cannot, a frame now and then goes to the house.
async function look(video, detector, isTime) {
  if (detector) {
    const [code] = await detector.detect(video);
    return code ? lookUp(code.rawValue) : null;
  }
  return isTime() ? posted(await frame(video, video.videoWidth, video.videoHeight)) : null;
}

function frame(source, width, height) {
  const scale = Math.min(1, LONGEST_EDGE / Math.max(width, height, 1));
  const canvas = h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

// A photo is made smaller before it leaves the phone; what the browser cannot open the house may.
async function smaller(file) {
  try {
    const image = await createImageBitmap(file);
    return await frame(image, image.width, image.height);
  } catch {
    return file;
  }
}

function picture(found, told) {
  const input = h("input", { type: "file", accept: "image/*", id: "picture" });
  input.addEventListener("change", async () => {
    if (!input.files.length) return;
    told.replaceChildren(h("p", { class: "soft" }, t("scan.reading")));
    try {
      await found(await posted(await smaller(input.files[0])));
    } catch (error) {
      sayNo(error, told);
    }
    input.value = "";
  });
  return h("div", { class: "card field file" }, h("label", { for: "picture" }, t("scan.picture")), h("p", { class: "soft small" }, t("scan.picture.text")), h("span", { class: "button quiet", "aria-hidden": "true" }, t("scan.picture.do")), input);
}

function typed(found, told) {
  const input = h("input", { id: "code", inputmode: "numeric", autocomplete: "off", maxlength: 80, placeholder: "9521234567899" });
  const find = button(t("scan.find"), async () => {
    const code = input.value.trim();
    if (!code) return input.focus();
    try {
      await found(await lookUp(code));
    } catch (error) {
      sayNo(error, told);
    }
    return undefined;
  });
  return h("form", { class: "card field", onsubmit: (event) => {
    event.preventDefault();
    find.click();
  } }, h("label", { for: "code" }, t("scan.number")), h("div", { class: "inline" }, input, find), visit() ? "" : h("p", { class: "soft small" }, t("scan.store")));
}
