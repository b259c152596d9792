// unchanged.js — the check page of "no change for all the rest": a box that ticks its group, and the count of what is
// ticked. The form posts whole without this file.
const form = document.querySelector("[data-unchanged]");
const boxesOf = (part) => [...part.querySelectorAll("[name=unchanged]")];
const groups = form ? [...form.querySelectorAll("[data-group]")] : [];

function draw(group) {
  const all = group.querySelector("[data-all] input"), boxes = boxesOf(group);
  if (!all) return;
  const n = boxes.filter((box) => box.checked).length;
  all.checked = n === boxes.length;
  all.indeterminate = n > 0 && n < boxes.length;
}

function drawAll() {
  groups.forEach(draw);
  const out = form.querySelector("[data-ticked]"), boxes = boxesOf(form);
  out.textContent = out.dataset.words.replace("{n}", boxes.filter((box) => box.checked).length).replace("{all}", boxes.length);
}

if (form) {
  for (const all of form.querySelectorAll("[data-all]")) {
    all.hidden = false;
    all.firstElementChild.addEventListener("change", ({ target }) => {
      for (const box of boxesOf(all.closest("[data-group]"))) box.checked = target.checked;
    });
  }
  form.addEventListener("change", drawAll);
  drawAll();
}
