// transfer.js — while a transfer is typed, the line that says in words what will be recorded. Without this file, or
// without a connection, the page shows the line once before it records.
const form = document.querySelector("[data-check]");
const line = form.querySelector("[data-line]");
const { amount, project, checked } = form.elements;
let asking;

async function show() {
  const query = new URLSearchParams({ amount: amount.value, project: project.value });
  let answer = {};
  try {
    const response = await fetch(`${form.dataset.check}?${query}`);
    if (response.ok) answer = await response.json();
  } catch { /* offline: the page asks when it is posted */ }
  if (query.get("amount") !== amount.value || query.get("project") !== project.value) return;
  line.hidden = !answer.text;
  line.querySelector("[data-words]").textContent = answer.text ?? "";
  checked.value = answer.mark ?? "";
}

form.addEventListener("input", (event) => {
  if (event.target !== amount && event.target !== project) return;
  checked.value = "";
  clearTimeout(asking);
  asking = setTimeout(show, 250);
});
