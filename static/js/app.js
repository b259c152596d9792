// app.js — every page. Colours, kept as soon as they are chosen (without script a button keeps them), focus on the error
// summary or the first field in error, a button that prints, menus that close when one leaves them, a warning before what was typed is lost.
const colours = document.querySelector("[data-theme-switch]");
let lastKept = Promise.resolve();

function showColours() {
  const chosen = colours.elements.theme.value;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
}

// The answer is a redirect that is not followed: anything else was refused.
async function keepColours() {
  const body = new URLSearchParams(new FormData(colours));
  const request = { method: "POST", body, redirect: "manual", keepalive: true };
  const isKept = await fetch(colours.action, request).then((answer) => answer.type === "opaqueredirect", () => false);
  const said = colours.querySelector("[aria-live]");
  said.textContent = isKept ? said.dataset.kept : said.dataset.failed;
  colours.querySelector("button").hidden = isKept;
}

if (colours) {
  colours.querySelector("button").hidden = true;
  colours.addEventListener("change", () => {
    showColours();
    // One after the other, so that the last choice is the one that stays.
    lastKept = lastKept.then(keepColours);
  });
}
const wrong = document.querySelector("[data-autofocus]") ?? document.querySelector("main [aria-invalid='true']");
if (!location.hash) wrong?.focus();
const print = document.querySelector("[data-print]");
print?.removeAttribute("hidden");
print?.addEventListener("click", () => window.print());
for (const menu of document.querySelectorAll("[data-closes]")) {
  const leave = ({ target }) => { if (!menu.contains(target)) menu.open = false; };
  document.addEventListener("click", leave);
  document.addEventListener("focusin", leave);
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
for (const form of document.querySelectorAll("[data-guard]")) {
  let isTyped = false;
  form.addEventListener("input", () => { isTyped = true; });
  form.addEventListener("submit", () => { isTyped = false; });
  addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });
}
