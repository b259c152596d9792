// wall.js — the projector. Fetches the page again every five minutes and swaps its content; when the
// server does not answer, the last figures stay and the page says since when they are old.
const EVERY = 5 * 60 * 1000;

async function refresh() {
  const failed = document.querySelector("[data-failed]");
  try {
    const response = await fetch(location.href, { cache: "no-store", redirect: "error" });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh) throw new Error("no content");
    document.querySelector("main").replaceChildren(...fresh.childNodes);
    document.title = page.title;
    document.dispatchEvent(new Event("plots:fresh"));
  } catch {
    failed.textContent = `${failed.dataset.text} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
    failed.hidden = false;
  }
}

setInterval(refresh, EVERY);
document.addEventListener("wall:refresh", refresh);
