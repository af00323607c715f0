// <script src="https://…/s/embed.js" data-survey="TOKEN" async></script> shows the survey where it stands;
// with data-as="button" only a link to it. It sets no cookie, reads nothing of the page, tells nothing of it.
(() => {
  const here = document.currentScript;
  const { survey, as, lang, label } = here.dataset;
  if (!/^[\w.~-]{20,200}$/.test(survey || "")) return console.error("oase: data-survey is no token");
  const house = new URL(here.src).origin;
  const asked = /^(de|en)$/.test(lang || "") ? `?lang=${lang}` : "";
  if (as === "button") {
    const link = document.createElement("a");
    link.href = `${house}/s/${survey}${asked}`;
    link.rel = "noopener";
    link.target = "_blank";
    link.className = "oase-survey";
    link.textContent = label || (lang === "en" ? "How was it?" : "Wie war es?");
    return here.after(link);
  }
  const frame = document.createElement("iframe");
  frame.src = `${house}/s/frame/${survey}${asked}`;
  frame.title = label || (lang === "en" ? "Three short questions" : "Drei kurze Fragen");
  frame.loading = "lazy";
  frame.setAttribute("sandbox", "allow-scripts allow-forms allow-same-origin allow-popups");
  Object.assign(frame.style, { width: "100%", maxWidth: "38rem", height: "560px", border: "0", colorScheme: "normal" });
  addEventListener("message", event => {
    if (event.source !== frame.contentWindow || event.origin !== house || event.data?.oase !== "height") return;
    frame.style.height = `${Math.min(2000, Math.max(160, Number(event.data.height) || 0))}px`;
  });
  here.after(frame);
})();
