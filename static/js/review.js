// review.js — the reviewer's page: keys that move, never decide; the place on the page after a decision; the count of
// what is ticked. Every key has a button or a field that it leads to.
const page = document.querySelector("[data-reviews]");
const KEPT = "aidtrack.review.top";
const TYPED_INTO = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const reports = [...page.querySelectorAll("[data-report]")];
const chosen = page.querySelector("[data-chosen]");
const said = document.querySelector("main [role=status]");
let current = null;

function show(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const at = reports.indexOf(current);
  const report = reports[at < 0 ? 0 : Math.min(Math.max(at + by, 0), reports.length - 1)];
  if (report) show(report);
}

function toReason() {
  const reason = current?.querySelector("[name=reason]");
  if (!reason) return;
  const folded = reason.closest("details");
  if (folded) folded.open = true;
  show(reason);
}

// Ticks a report of the batch; of an unusual one it only leads to the box, which says that something was checked.
function tick() {
  const batch = current?.querySelector("[name=seen][type=checkbox]");
  if (batch) batch.click();
  else to(current?.querySelector("[name=checked]"));
}

function to(element) {
  if (element) show(element);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: tick,
  v: () => to(current?.querySelector("button[value=verify]")),
  r: toReason,
  u: () => to(page.querySelector("button[value='take back']")),
};

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.keyCode === 229) return;
  if (event.target.closest?.(TYPED_INTO)) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  act();
  event.preventDefault();
}

function count() {
  if (chosen) chosen.textContent = page.querySelectorAll("[name=seen][type=checkbox]:checked").length;
}

// What comes next stands where the report stood that was decided.
function leave(event) {
  const top = (event.target.closest("[data-report]") ?? event.target).getBoundingClientRect().top;
  try { sessionStorage.setItem(KEPT, top); } catch { /* without storage the page begins at its anchor */ }
}

// Where the report to go on with is gone, or no one is left, the sentence that says what was done has the focus.
function landing() {
  const target = document.getElementById(location.hash.slice(1));
  if (target && target !== page) return page.contains(target) && target;
  if (said) said.tabIndex = -1;
  return reports[0] ?? said;
}

function arrive() {
  const top = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const element = location.hash && landing();
  if (!element) return;
  const folded = element.closest("details");
  if (folded) folded.open = true;
  element.focus({ preventScroll: true });
  const stands = (element.closest("[data-report]") ?? element).getBoundingClientRect().top;
  if (top !== null) scrollBy({ top: stands - Number(top), behavior: "instant" });
  element.scrollIntoView({ block: "nearest", behavior: "instant" });
}

page.addEventListener("focusin", ({ target }) => { current = target.closest("[data-report]") ?? current; });
page.addEventListener("change", count);
page.addEventListener("submit", leave);
if (page.dataset.keys === "on") addEventListener("keydown", pressed);
count();
if (document.readyState === "complete") arrive();
else addEventListener("load", arrive);
