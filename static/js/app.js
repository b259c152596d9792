// app.js — every page. Theme preview (the server stores it from the same form), focus on the error
// summary or the first field in error, a button that prints, menus that close when one leaves them, a warning before what was typed is lost.
for (const input of document.querySelectorAll("[data-theme-switch] [name=theme]")) {
  input.addEventListener("change", () => {
    if (input.value) document.documentElement.dataset.theme = input.value;
    else delete document.documentElement.dataset.theme;
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
