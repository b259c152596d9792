// kept.js — every page. What was typed into the entry grid and the server does not have yet is kept on this device,
// under person, month and project, until it has it: for fourteen days, and until the person signs out. Nobody else who
// signs in here is shown it. grid.js uses the object below.
const PREFIX = "aidtrack.kept:", DAYS = 14;

function names() {
  try { return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)); } catch { return []; }
}

function read(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

globalThis.kept = {
  keep(owner, code, values) {
    try { localStorage.setItem(`${PREFIX}${owner}:${code}`, JSON.stringify({ at: Date.now(), values })); } catch { /* full, or forbidden */ }
  },
  forget(owner, code) {
    try { localStorage.removeItem(`${PREFIX}${owner}:${code}`); } catch { /* forbidden */ }
  },
  // {code: {at, values}} of a person's month: owner is "person:month".
  of(owner) {
    const start = `${PREFIX}${owner}:`, mine = names().filter((name) => name.startsWith(start));
    return new Map(mine.map((name) => [name.slice(start.length), read(name)]));
  },
};

for (const name of names()) {
  const age = Date.now() - (read(name)?.at ?? 0);
  if (!(age < DAYS * 24 * 60 * 60 * 1000)) localStorage.removeItem(name);
}

const leaving = document.querySelector("[data-sign-out]");
leaving?.addEventListener("submit", (event) => {
  const mine = names().filter((name) => name.startsWith(`${PREFIX}${leaving.dataset.signOut}:`));
  const question = leaving.dataset.waiting.replace("{n}", mine.length);
  if (mine.length && !window.confirm(question)) event.preventDefault();
  else mine.forEach((name) => localStorage.removeItem(name));
});
