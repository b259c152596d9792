// app.js — every page. Theme preview (the server stores it from the same form), focus on the error
// summary, a button that prints.
for (const input of document.querySelectorAll("[data-theme-switch] [name=theme]")) {
  input.addEventListener("change", () => {
    if (input.value) document.documentElement.dataset.theme = input.value;
    else delete document.documentElement.dataset.theme;
  });
}
document.querySelector("[data-autofocus]")?.focus();
const print = document.querySelector("[data-print]");
print?.removeAttribute("hidden");
print?.addEventListener("click", () => window.print());
