"""The contrast of colours, measured on a few texts of each kind in place of on every one."""

RULE, MARKED = "color-contrast", "[data-contrast]"
# What axe reckons a contrast from makes the kind of a text or field: ink, size and weight, whatever
# is painted where it stands, the boxes around it as well as those that lie over it, and what fades
# it or cuts it off, so that only screen readers have it. What switches a field off is part of it,
# too, and whether there are two letters, as axe judges neither a field that is off nor a sign. So
# the texts of a kind have one contrast: the first and the last stand for it.
MARK = """() => {
  const NONE = "rgba(0, 0, 0, 0) none", painted = [], fades = new Map([[null, ""]]);
  for (const el of document.querySelectorAll("body, body *")) {
    const { backgroundColor, backgroundImage, opacity, clip, clipPath } = getComputedStyle(el);
    const ground = `${backgroundColor} ${backgroundImage}`, fade = `${opacity} ${clip} ${clipPath}`;
    if (ground !== NONE) painted.push({ el, ground, box: el.getBoundingClientRect() });
    fades.set(el, fades.get(el.parentElement) + (fade === "1 auto none" ? "" : fade));
  }
  // Neighbours share an edge.
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const within = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1
    && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
  const grounds = (text) => {
    const own = text.getBoundingClientRect();
    return painted.filter(({ el, box }) => meet(own, box) && (el === text || !text.contains(el)))
      .map(({ ground, box }) => ground + within(own, box));
  };
  const kinds = new Map();
  const add = (el) => {
    if (!el.checkVisibility()) return;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(el);
    const isOff = el.matches(":disabled, :disabled *, [aria-disabled=true], [aria-disabled=true] *")
      || Boolean(el.closest("label")?.control?.disabled);
    const hasWords = /[\\p{L}\\p{N}][^]*[\\p{L}\\p{N}]/u.test(el.value ?? el.textContent);
    const look = [color, fontSize, fontWeight, textShadow, isOff, hasWords, fades.get(el)];
    const kind = [...look, ...grounds(el)].join();
    kinds.set(kind, [kinds.get(kind)?.[0] ?? el, el]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.trim()) add(texts.currentNode.parentElement);
  document.querySelectorAll("input, select, textarea").forEach(add);
  const marked = [...new Set([...kinds.values()].flat())];
  for (const el of marked) el.dataset.contrast = "";
  return () => marked.forEach((el) => { delete el.dataset.contrast; });
}"""
