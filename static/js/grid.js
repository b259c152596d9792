// grid.js — the month's entry grid. The form posts whole without this file; with it a row is saved when focus leaves
// it, the server answers with the row as it stands, and that takes the place of the old one.
const form = document.querySelector("[data-entry]");
const word = form.dataset;
const meant = JSON.parse(document.getElementById("since-labels").textContent);
const AT_ONCE = 20, RETRY = 4000;

const rows = () => [...form.querySelectorAll("tbody[data-row]")];
const rowOf = (el) => el.closest("tbody[data-row]");
const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
const inSight = (row) => cellsOf(row).filter((el) => !el.closest("[data-unasked], [hidden]"));
const fieldsOf = (row) => [...row.querySelectorAll("input, select, textarea")];
const nameOf = (row) => row.querySelector("th a").textContent;
const heard = form.querySelector("[data-heard]");
// What the server last said of a row, to tell an edit from a visit.
const known = new WeakMap(), said = new WeakMap();
const text = (row) => fieldsOf(row).map((el) => (el.type === "checkbox" ? el.checked : el.value)).join("\0");

const clean = (value) => value.normalize("NFKC").replace(/。/g, ".").replace(/[,\s%]|万元?/g, "");
const number = (el) => { const t = clean(el.value ?? el.textContent); return t === "" || Number.isNaN(Number(t)) ? null : Number(t); };
const shown = (n) => n.toLocaleString("en-US", { maximumFractionDigits: 6 });

function say(row, state, words) {
  row.dataset.state = state;
  const out = row.querySelector("[data-word]"); // a row that is only read has none
  if (out) out.textContent = words;
}

// What the month adds and which share of plan is reached, at once: yuan typed for 10,000 yuan are seen before they are
// asked about.
function gain(row) {
  const out = row.querySelector("[data-gain]"), el = row.querySelector("[data-column='disbursed_to_date']");
  const now = number(el), plan = number({ value: row.dataset.plan });
  out.replaceChildren();
  if (now === null) return;
  const by = Math.round((now - (number({ value: el.dataset.last }) ?? 0)) * 1e6) / 1e6;
  out.append(part("span", `${by > 0 ? "+" : ""}${shown(by)}`, by > 0 ? "up" : by < 0 ? "bad" : ""));
  const share = (now / plan) * 100;
  if (plan) out.append(part("small", `${share.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })}%`, share > 100 ? "bad" : ""));
}
const part = (tag, textContent, className) => Object.assign(document.createElement(tag), { textContent, className });

// The date cell asks for the date of the stage; what was typed into an input stays in sight.
function compare(row) {
  const stage = row.querySelector("[data-column='stage']");
  if (!stage) return;
  row.querySelector("[data-only]").hidden = stage.value !== "suspended";
  for (const asks of row.querySelectorAll("[data-stages]")) {
    const el = asks.querySelector("input");
    if (el.name.endsWith("-since") && stage.value in meant) mean(asks, el, meant[stage.value]);
    const isNew = "stays" in asks.dataset || (el.value && el.value !== el.defaultValue);
    asks.toggleAttribute("data-unasked", !isNew && !asks.dataset.stages.split(" ").includes(stage.value));
  }
  gain(row);
}

// The date of the old stage is not that of the new one; it is there again with its stage.
function mean(asks, el, label) {
  const out = asks.querySelector("[data-meaning]"), words = label[0].toUpperCase() + label.slice(1);
  if (out.textContent === words) return;
  if (el.value === el.defaultValue) el.value = "";
  else if (!el.value && words === asks.dataset.drawn) el.value = el.defaultValue;
  out.textContent = words;
}

let counting;
// Once a frame: a key pressed in one cell counts two hundred rows.
function summary() {
  cancelAnimationFrame(counting);
  counting = requestAnimationFrame(count);
}

function count() {
  const all = rows(), open = all.filter((row) => isOpen(row)).length;
  const entered = all.filter((row) => !["empty", "dirty", "saving", "wrong"].includes(row.dataset.state)).length;
  form.querySelector("[data-said]").textContent =
    `${word.progress}: ${entered} / ${all.length}${open ? ` · ${word.open}: ${open}` : ""}${beyond ? ` · ${word.beyond}: ${beyond}` : ""}`;
  // A row without an amount counts with that of the month before.
  const amount = (row, selector) => { const el = row.querySelector(selector); return el && number(el); };
  let last = 0, now = 0;
  for (const row of all) {
    const before = amount(row, "[data-value='last']") ?? 0;
    last += before;
    now += amount(row, "[name$='-disbursed_to_date'], [data-value='now']") ?? before;
  }
  const put = (name, value) => { form.querySelector(`[data-sum='${name}']`).textContent = shown(Math.round(value * 1e6) / 1e6); };
  put("last", last); put("now", now);
}
const isOpen = (row) => ["dirty", "saving", "wrong", "changed", "refused"].includes(row.dataset.state);

function begin(row) {
  known.set(row, text(row));
  said.set(row, [row.dataset.state, row.querySelector("[data-word]")?.textContent]);
  if (isOpen(row)) compare(row);
}

// What the server does not have yet stays on this device; a row that it took is forgotten.
function remember(row) {
  if (row.dataset.state === "read-only") return;
  if (!isOpen(row)) { kept.forget(word.owner, row.dataset.row); return; }
  const values = fieldsOf(row).map((el) => [el.name, el.type === "checkbox" ? el.checked : el.value]);
  kept.keep(word.owner, row.dataset.row, values);
}

// Brought back with the version they were typed over, so that what somebody saved meanwhile is noticed.
function restore() {
  for (const [code, past] of kept.of(word.owner)) {
    const row = document.getElementById(`row-${code}`);
    if (!row || !past) continue;
    if (row.dataset.state === "read-only") { tell(row, past); continue; }
    for (const [name, value] of past.values) {
      const el = row.querySelector(`[name="${CSS.escape(name)}"]`);
      if (!el || name.endsWith("-theirs")) continue;
      if (el.type === "checkbox") el.checked = value; else put(el, value);
    }
    say(row, "dirty", word.kept.replace("{moment}", new Date(past.at).toLocaleString(document.documentElement.lang)));
    compare(row);
    save(row, undefined, true);
  }
}

// A row that can no longer be entered: what was typed is shown once more, to be copied, and then forgotten.
function tell(row, past) {
  const typed = past.values.filter(([name, value]) => cellNames.some((cell) => name.endsWith(`-${cell}`)) && value && value !== true);
  const line = document.createElement("p");
  line.className = "error";
  line.textContent = `${word.lost} ${typed.map(([, value]) => value).join(" · ")}`;
  row.querySelector("th").append(line);
  kept.forget(word.owner, row.dataset.row);
}
const cellNames = ["started_on", "completed_on", "since", "physical_progress", "disbursed_to_date", "note", "problem", "measure_taken"];

function touch(el) {
  const row = rowOf(el);
  if (!row || row.dataset.state === "read-only") return;
  if (text(row) !== known.get(row)) say(row, "dirty", word.unsaved);
  else if (row.dataset.state === "dirty") say(row, ...said.get(row));
  remember(row);
  compare(row);
  summary();
}

// ---- saving: one request at a time, rows in the order in which they were left
const waiting = new Map();
let busy = false, beyond = 0;

function save(row, pressed, again) {
  if (!pressed && !again && (row.dataset.state === "read-only" || text(row) === known.get(row))) return;
  waiting.set(row.dataset.row, pressed);
  say(row, "saving", word.saving);
  if (!busy) send();
}

// After signing in again elsewhere only the cookie is new.
const token = () => /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.querySelector("[name=csrfmiddlewaretoken]").value;

async function send() {
  busy = true;
  while (waiting.size) {
    const batch = [...waiting].slice(0, AT_ONCE);
    batch.forEach(([code]) => waiting.delete(code));
    const sent = new Map(), body = new FormData();
    body.set("csrfmiddlewaretoken", token());
    for (const [code, pressed] of batch) {
      const row = document.getElementById(`row-${code}`);
      sent.set(code, text(row));
      for (const el of fieldsOf(row)) if (el.type !== "checkbox" || el.checked) body.set(el.name, el.value);
      if (pressed) body.set(pressed.name, pressed.value);
    }
    let problem = word.offline, pause = RETRY;
    try {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(body), headers: { "X-Rows-Only": "1" }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) problem = word.signedOut;
      else if (answer.status === 503 && answer.headers.has("Retry-After")) {
        problem = word.busy;
        pause = 1000 * Number(answer.headers.get("Retry-After")) || RETRY;
      } else if (!answer.ok) problem = word.failed;
      else { take(await answer.text(), sent); problem = ""; settle(sent); }
    } catch { problem = word.offline; }
    if (problem) {
      batch.forEach(([code]) => say(document.getElementById(`row-${code}`), problem === word.busy ? "saving" : "dirty", problem));
      if (problem !== word.signedOut) {
        setTimeout(() => { batch.forEach(([code, pressed]) => { if (!waiting.has(code)) waiting.set(code, pressed); }); if (!busy) send(); }, pause);
      }
      break;
    }
  }
  busy = false;
  summary();
}

// Rows that the server does not know as due any more: what was typed stays.
function settle(sent) {
  for (const code of sent.keys()) {
    const row = document.getElementById(`row-${code}`);
    if (row.dataset.state === "saving" && !waiting.has(code)) say(row, "dirty", word.failed);
  }
}

// A refused row is spoken: its project and its rule.
function speak(row) {
  const words = [...row.querySelectorAll(".error")].map((el) => el.textContent.trim().replace(/\s+/g, " "));
  heard.append(part("p", `${nameOf(row)}: ${[row.querySelector("[data-word]").textContent.trim(), ...words].join(". ")}`));
}

function take(html, sent) {
  heard.replaceChildren();
  const given = document.createElement("table");
  given.innerHTML = html;
  for (const fresh of [...given.querySelectorAll("tbody[data-row]")]) {
    const old = document.getElementById(fresh.id), code = fresh.dataset.row;
    if (text(old) !== sent.get(code)) {
      // Edited again meanwhile: what was typed stays; only what the next save needs is taken over.
      for (const part of ["version", "was"]) {
        const [to, from] = [old, fresh].map((row) => row.querySelector(`[name="${code}-${part}"]`));
        if (to && from) to.value = from.value;
      }
      say(old, "dirty", word.unsaved);
      if (!old.contains(document.activeElement)) save(old);
      continue;
    }
    const name = old.contains(document.activeElement) ? document.activeElement.name : "";
    const isOpened = old.querySelector("[data-line]:not([hidden])");
    known.set(old, text(old)); // a row that is taken away loses focus: it must not be saved once more
    old.replaceWith(fresh);
    begin(fresh);
    if (isOpened) open(fresh, true);
    if (["wrong", "changed", "refused"].includes(fresh.dataset.state)) speak(fresh);
    remember(fresh);
    if (fresh.dataset.state !== "saved" && isOpen(fresh)) known.set(fresh, null);
    if (name) fresh.querySelector(`[name="${CSS.escape(name)}"]`)?.focus();
  }
}

// ---- moving among the rows in sight: down one column, where the next row has it
const seen = () => rows().filter((row) => !row.hidden && cellsOf(row).length);
function go(row, by, column) {
  const all = seen(), to = all[all.indexOf(row) + by];
  if (!to) return false;
  const cells = inSight(to), order = ["stage", "day", "physical_progress", "disbursed_to_date", "note"];
  return focus(cells.find((el) => order.indexOf(el.dataset.column) >= order.indexOf(column)) ?? cells.at(-1));
}
function beside(el, by) { const cells = inSight(rowOf(el)); return focus(cells[cells.indexOf(el) + by]); }
function focus(el) {
  if (!el) return false;
  el.focus();
  el.select?.();
  return true;
}

// ---- the line under a row: problem, measure, note, photographs
function open(row, isOpen) {
  const line = row.querySelector("[data-line]"), link = row.querySelector("[data-more]");
  if (!line) return;
  line.hidden = !isOpen;
  link.setAttribute("aria-expanded", isOpen);
}
function toggle(row) {
  const line = row.querySelector("[data-line]");
  if (!line) return;
  open(row, line.hidden);
  (line.hidden ? row.querySelector("[data-more]") : line.querySelector("textarea")).focus();
}

// A photograph goes where the link leads, with the key of that form, and the row stays in sight.
function pick(link) {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/jpeg,image/png,image/webp,image/heic,.heic,application/pdf" });
  input.addEventListener("change", () => { if (input.files[0]) add(link, input.files[0]); });
  input.click();
}
async function add(link, file) {
  const row = rowOf(link), words = row.querySelector("[data-word]"), before = words.textContent;
  words.textContent = word.saving;
  let problem = "";
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    const body = new FormData(page.querySelector("form[enctype]"));
    body.set("file", file);
    const answer = await fetch(link.href, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") problem = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main .error, main [role=alert], main h1")?.textContent.trim() || word.failed;
  } catch { problem = word.offline; }
  words.textContent = before;
  const out = part("p", problem || `${word.added} ${file.name}`, problem ? "error" : "");
  row.querySelector("[data-line] td").append(out);
  heard.replaceChildren(part("p", `${nameOf(row)}: ${out.textContent}`));
  link.focus();
}

form.addEventListener("keydown", (event) => {
  const el = event.target, row = rowOf(el);
  // Never steal keys from a Chinese input method.
  if (event.isComposing || event.keyCode === 229 || !row) return;
  if (event.altKey && !event.ctrlKey) {
    const button = row.querySelector(`[data-key="${event.code}"]`);
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-more]")) toggle(row);
    else { save(row, button); go(row, 1, el.dataset.column ?? "physical_progress"); }
    return;
  }
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "d" && el.dataset.last !== undefined) { event.preventDefault(); el.value = el.dataset.last; touch(el); }
    return;
  }
  if (event.key === "Escape" && el.value === el.defaultValue && el.closest("[data-line]")) { event.preventDefault(); toggle(row); return; }
  if (!el.matches("[data-cell]")) return;
  const typed = el.tagName === "INPUT", column = el.dataset.column;
  const whole = typed && el.selectionEnd - el.selectionStart === el.value.length;
  const moves = {
    Enter: () => go(row, event.shiftKey ? -1 : 1, column) || true,
    ArrowDown: () => typed && go(row, 1, column),
    ArrowUp: () => typed && go(row, -1, column),
    ArrowLeft: () => typed && (whole || (el.selectionStart === 0 && el.selectionEnd === 0)) && beside(el, -1),
    ArrowRight: () => typed && (whole || (el.selectionStart === el.value.length)) && beside(el, 1),
    Escape: () => { if (!typed || el.value === el.defaultValue) return false; el.value = el.defaultValue; touch(el); return true; },
  };
  if (moves[event.key]?.()) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  const find = document.querySelector("[data-find]");
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key !== "/" || event.target.matches("input, textarea")) return;
  event.preventDefault();
  find.focus();
});

// ---- a block from a spreadsheet: to the rows of its codes, else of its names, else down from the cell. A stage that
// there is not stays to be seen and refused; one step takes the whole block back.
function put(el, value) {
  if (el.tagName !== "SELECT") { el.value = value.trim(); return; }
  const given = value.trim();
  let found = [...el.options].find((option) => option.text.trim() === given || option.value === given);
  if (!found && given) el.append((found = new Option(given, given)));
  if (found) el.value = found.value;
}

// {key: row}; a name that two rows have names neither.
function index(keyOf) {
  const byKey = new Map();
  for (const row of rows()) byKey.set(keyOf(row), byKey.has(keyOf(row)) ? null : row);
  return byKey;
}
function columnWith(lines, byKey) {
  const width = Math.max(...lines.map((line) => line.length));
  return [...Array(width).keys()].findIndex((i) => lines.some((line) => byKey.get(line[i]?.trim())));
}

// What a block has: how its lines find their rows, and the values that are left.
function matched(lines, from) {
  const byCode = index((row) => row.dataset.row), byName = index((row) => nameOf(row).trim());
  const codeAt = columnWith(lines, byCode), nameAt = columnWith(lines, byName);
  const values = lines.map((line) => line.filter((_value, i) => i !== codeAt && i !== nameAt));
  const all = seen(), at = all.indexOf(from);
  const find = codeAt >= 0 ? (line) => byCode.get(line[codeAt]?.trim()) : nameAt >= 0 ? (line) => byName.get(line[nameAt]?.trim()) : (_line, i) => all[at + i];
  const how = codeAt >= 0 ? word.byCode : nameAt >= 0 ? word.byName : word.byPlace;
  return [lines.map((line, i) => [find(line, i), values[i], line]), how];
}

// The cells that a line fills. The one date cell is one column, unless the block is wide enough for three dates.
function targets(row, column, width) {
  const cells = cellsOf(row);
  if (column === "stage" && width >= 6) return cells;
  const stage = row.querySelector("[data-column='stage']").value;
  const days = cells.filter((el) => el.dataset.column === "day");
  const day = days.findLast((el) => el.closest("[data-stages]").dataset.stages.split(" ").includes(stage)) ?? days.findLast((el) => !el.closest("[data-unasked]"));
  const columns = cells.filter((el) => el.dataset.column !== "day" || el === day);
  if (!day) columns.splice(1, 0, null);
  const order = ["stage", "day", "physical_progress", "disbursed_to_date", "note"];
  return columns.slice(order.indexOf(column));
}

const slip = form.querySelector("[data-slip]");
let pasted = [];
const typedSince = new Set();

function fill(row, column, values) {
  const before = new Map();
  const set = (el, value) => { if (!before.has(el.name)) before.set(el.name, el.value); put(el, value); };
  // The stage first: which date the row asks for follows it.
  if (column === "stage" && values.length) set(cellsOf(row)[0], values[0]);
  const cells = targets(row, column, values.length), left = [];
  values.forEach((value, i) => {
    if (cells[i]) set(cells[i], value);
    else if (value.trim() && !(cells[i] === null && row.querySelector(".known").textContent.includes(value.trim()))) left.push(value.trim());
  });
  pasted.push([row.dataset.row, before]);
  touch(cellsOf(row)[0]);
  save(row);
  return left;
}

form.addEventListener("paste", (event) => {
  const el = event.target, block = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (!el.matches("[data-cell]") || !/[\t\n]/.test(block)) return; // one value: the browser's own paste
  event.preventDefault();
  const [lines, how] = matched(block.split("\n").map((line) => line.split("\t")), rowOf(el));
  const missed = [];
  pasted = [];
  typedSince.clear();
  for (const [row, values, line] of lines) {
    if (!row || !cellsOf(row).length) { if (line.some((value) => value.trim())) missed.push(line.join(" · ")); continue; }
    const left = fill(row, el.dataset.column, values);
    if (left.length) missed.push(`${row.dataset.row}: ${left.join(" · ")}`);
  }
  beyond = missed.length;
  report(how, missed);
});

function report(how, missed) {
  const names = pasted.map(([code]) => nameOf(document.getElementById(`row-${code}`)));
  const words = word.pasted.replace("{n}", pasted.length).replace("{first}", names[0] ?? "—").replace("{last}", names.at(-1) ?? "—");
  slip.hidden = false;
  slip.querySelector("[data-slip-text]").textContent = [`${words}, ${how}`, ...(missed.length ? [word.unmatched.replace("{n}", missed.length)] : [])].join(". ");
  const list = slip.querySelector("[data-unmatched-lines]");
  list.hidden = !missed.length;
  list.replaceChildren(...missed.map((line) => part("li", line)));
  slip.querySelector("[data-undo]").hidden = !pasted.length;
}

// The old values go back into the cells of the block, but for those typed into since; what was saved meanwhile is saved anew.
function undo() {
  for (const [code, before] of pasted) {
    const row = document.getElementById(`row-${code}`);
    for (const [name, value] of before) {
      const el = row.querySelector(`[name="${CSS.escape(name)}"]`);
      if (el && !typedSince.has(name)) put(el, value);
    }
    if (!cellsOf(row).length) continue;
    touch(cellsOf(row)[0]);
    save(row);
  }
  pasted = [];
  beyond = 0;
  slip.querySelector("[data-slip-text]").textContent = word.undone;
  slip.querySelector("[data-unmatched-lines]").hidden = true;
  slip.querySelector("[data-undo]").hidden = true;
  summary();
}
addEventListener("keydown", (event) => {
  if (!pasted.length || event.isComposing || event.shiftKey || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  if (typedSince.has(event.target.name)) return; // the browser's own, of what was typed
  event.preventDefault();
  undo();
});

form.addEventListener("input", (event) => { typedSince.add(event.target.name); touch(event.target); });
form.addEventListener("change", (event) => touch(event.target));
form.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (row && !row.contains(event.relatedTarget)) save(row);
});
form.addEventListener("click", (event) => {
  const link = event.target.closest("[data-more], [data-photo]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (link.matches("[data-more]")) toggle(rowOf(link)); else pick(link);
    return;
  }
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-undo]")) { undo(); return; }
  if (rowOf(button)) save(rowOf(button), button);
  else rows().forEach((row) => save(row));
});
addEventListener("beforeunload", (event) => { if (rows().some(isOpen)) event.preventDefault(); });

form.querySelector("[data-sums]").hidden = false;
for (const link of form.querySelectorAll("[data-more]")) link.setAttribute("aria-expanded", "false");
form.querySelector("[data-save-all]").hidden = true;
// A row that the server would not save is open: it is sent again when it is left.
rows().forEach((row) => { begin(row); if (isOpen(row)) known.set(row, null); });
restore();
summary();
// One begins to type at once: not under a pointer of fingers, where a keyboard would cover the rows.
const arrival = document.getElementById(decodeURIComponent(location.hash.slice(1))) ?? rows().find((row) => cellsOf(row).length);
if (arrival && !document.querySelector("[data-autofocus]") && matchMedia("(min-width: 64rem) and (pointer: fine)").matches) {
  inSight(arrival)[0]?.focus({ preventScroll: arrival.id !== location.hash.slice(1) });
}
