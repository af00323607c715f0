// An erasure under way: the page is asked for anew until there is a receipt or it is stuck.

const WAIT = 1500;

async function follow() {
  for (;;) {
    await new Promise((done) => setTimeout(done, WAIT));
    if (document.hidden) continue;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok) continue;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = fresh.querySelector("main");
      const now = document.querySelector("main");
      if (!main || !now) return;
      if (main.innerHTML !== now.innerHTML) now.replaceChildren(...main.childNodes);
      document.title = fresh.title;
      if (!document.querySelector('[data-erasure="running"]')) return;
    } catch {
      // the server is being started anew: ask again
    }
  }
}

follow();
