// grid.js — the month's entry grid. The form posts whole without this file; with it a row is saved when focus leaves
// it, the server answers with the row as it stands, and that takes the place of the old one.
const form = document.querySelector("[data-entry]");
const word = form.dataset;
const meant = JSON.parse(document.getElementById("since-labels").textContent);
const AT_ONCE = 20, RETRY = 4000;

const rows = () => [...form.querySelectorAll("tbody[data-row]")];
const rowOf = (el) => el.closest("tbody[data-row]");
const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
const fieldsOf = (row) => [...row.querySelectorAll("input, select")];
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

function compare(row) {
  for (const out of row.querySelectorAll("[data-of]")) {
    const el = row.querySelector(`[id="${out.dataset.of}"]`), now = number(el), last = number({ value: el.dataset.last });
    const by = now === null || last === null ? null : Math.round((now - last) * 1e6) / 1e6;
    out.textContent = by === null ? "" : by === 0 ? word.same : `${by > 0 ? "+" : "−"}${shown(Math.abs(by))}`;
    out.dataset.s = by > 0 ? "up" : by < 0 ? "down" : "";
  }
  const stage = row.querySelector("select[data-cell]");
  if (!stage) return;
  row.querySelector("[data-only]").hidden = stage.value !== "suspended";
  row.querySelector("[name$='-since']").placeholder = meant[stage.value] ?? "";
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
  const sum = (els) => [...els].reduce((total, el) => total + (number(el) ?? 0), 0);
  const last = sum(form.querySelectorAll("[data-value='last']"));
  const now = sum(form.querySelectorAll("[name$='-disbursed_to_date'], [data-value='now']"));
  const put = (name, value) => { form.querySelector(`[data-sum='${name}']`).textContent = shown(Math.round(value * 1e6) / 1e6); };
  put("last", last); put("now", now); put("change", now - last);
}
const isOpen = (row) => ["dirty", "saving", "wrong", "changed", "refused"].includes(row.dataset.state);

function begin(row) {
  known.set(row, text(row));
  said.set(row, [row.dataset.state, row.querySelector("[data-word]")?.textContent]);
  compare(row);
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
const cellNames = ["started_on", "completed_on", "since", "physical_progress", "disbursed_to_date", "note"];

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
    let problem = word.offline;
    try {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(body), headers: { "X-Rows-Only": "1" }, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) problem = word.signedOut;
      else if (!answer.ok) problem = word.failed;
      else { take(await answer.text(), sent); problem = ""; }
    } catch { problem = word.offline; }
    if (problem) {
      batch.forEach(([code]) => say(document.getElementById(`row-${code}`), "dirty", problem));
      if (problem !== word.signedOut) {
        setTimeout(() => { batch.forEach(([code, pressed]) => { if (!waiting.has(code)) waiting.set(code, pressed); }); if (!busy) send(); }, RETRY);
      }
      break;
    }
  }
  busy = false;
  summary();
}

function take(html, sent) {
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
    known.set(old, text(old)); // a row that is taken away loses focus: it must not be saved once more
    old.replaceWith(fresh);
    begin(fresh);
    remember(fresh);
    if (fresh.dataset.state !== "saved" && isOpen(fresh)) known.set(fresh, null);
    if (name) fresh.querySelector(`[name="${CSS.escape(name)}"]`)?.focus();
  }
}

// ---- moving
const at = (el) => { const all = rows().filter((row) => cellsOf(row).length), row = rowOf(el); return [all, all.indexOf(row), cellsOf(row).indexOf(el)]; };
function go(all, r, c) {
  const el = all[r] && cellsOf(all[r])[c];
  if (!el) return false;
  el.focus();
  el.select?.();
  return true;
}

form.addEventListener("keydown", (event) => {
  const el = event.target;
  if (event.isComposing || !el.matches("[data-cell]")) return; // never steal keys from a Chinese input method
  const row = rowOf(el), [all, r, c] = at(el), typed = el.tagName === "INPUT";
  if (event.altKey && !event.ctrlKey) {
    const button = row.querySelector(`[data-key="${event.code}"]`);
    if (button) { event.preventDefault(); save(row, button); go(all, r + 1, c); }
    return;
  }
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "d" && el.dataset.last !== undefined) { event.preventDefault(); el.value = el.dataset.last; touch(el); }
    return;
  }
  const whole = typed && el.selectionEnd - el.selectionStart === el.value.length;
  const moves = {
    Enter: () => go(all, r + (event.shiftKey ? -1 : 1), c) || true,
    ArrowDown: () => typed && go(all, r + 1, c),
    ArrowUp: () => typed && go(all, r - 1, c),
    ArrowLeft: () => typed && (whole || (el.selectionStart === 0 && el.selectionEnd === 0)) && go(all, r, c - 1),
    ArrowRight: () => typed && (whole || (el.selectionStart === el.value.length)) && go(all, r, c + 1),
    Escape: () => { if (!typed || el.value === el.defaultValue) return false; el.value = el.defaultValue; touch(el); return true; },
  };
  if (moves[event.key]?.()) event.preventDefault();
});

// ---- a block from a spreadsheet fans out from the cell; a stage that there is not stays to be seen and refused
function put(el, value) {
  if (el.tagName !== "SELECT") { el.value = value.trim(); return; }
  const given = value.trim();
  let found = [...el.options].find((option) => option.text === given || option.value === given);
  if (!found && given) el.append((found = new Option(given, given)));
  if (found) el.value = found.value;
}

form.addEventListener("paste", (event) => {
  const el = event.target, block = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
  if (!el.matches("[data-cell]") || !/[\t\n]/.test(block)) return; // one value: the browser's own paste
  event.preventDefault();
  const [all, r, c] = at(el), lines = block.split("\n");
  beyond = Math.max(0, lines.length - (all.length - r));
  lines.forEach((line, i) => {
    const row = all[r + i];
    if (!row) return;
    line.split("\t").forEach((value, j) => { const to = cellsOf(row)[c + j]; if (to) put(to, value); });
    touch(cellsOf(row)[0]);
    save(row);
  });
});

form.addEventListener("input", (event) => touch(event.target));
form.addEventListener("change", (event) => touch(event.target));
form.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (row && !row.contains(event.relatedTarget)) save(row);
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  if (rowOf(button)) save(rowOf(button), button);
  else rows().forEach((row) => save(row));
});
addEventListener("beforeunload", (event) => { if (rows().some(isOpen)) event.preventDefault(); });

form.querySelector("[data-foot]").hidden = false;
form.querySelector("[data-save-all]").hidden = true;
// A row that the server would not save is open: it is sent again when it is left.
rows().forEach((row) => { begin(row); if (isOpen(row)) known.set(row, null); });
restore();
summary();
