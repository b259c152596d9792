// app.js — every page. Theme preview (the server stores it from the same form), focus on the error summary.
for (const input of document.querySelectorAll("[data-theme-switch] [name=theme]")) {
  input.addEventListener("change", () => {
    if (input.value) document.documentElement.dataset.theme = input.value;
    else delete document.documentElement.dataset.theme;
  });
}
document.querySelector("[data-autofocus]")?.focus();
