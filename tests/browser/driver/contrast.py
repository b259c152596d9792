"""The contrast of colours, measured on a few texts of each kind in place of on every one."""

# The texts and fields of one ink, size and weight on one ground have one contrast: the first and
# the last of each kind stand for it. What cuts a text off, so that only screen readers have it, and
# what switches a field off is part of the kind, as axe measures neither.
VIOLATIONS = """async (options) => {
  const grounds = new Map([[null, ""]]), kinds = new Map();
  const ground = (el) => {
    if (!grounds.has(el)) {
      const { backgroundColor, backgroundImage, opacity, clip, clipPath } = getComputedStyle(el);
      const own = [backgroundColor, backgroundImage, opacity, clip, clipPath].join(" ");
      const plain = own === "rgba(0, 0, 0, 0) none 1 auto none";
      grounds.set(el, ground(el.parentElement) + (plain ? "" : own));
    }
    return grounds.get(el);
  };
  const add = (el) => {
    if (!el.checkVisibility()) return;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(el);
    const off = Boolean(el.closest(":disabled, [aria-disabled=true]"));
    const kind = [color, fontSize, fontWeight, textShadow, off, ground(el)].join();
    kinds.set(kind, [kinds.get(kind)?.[0] ?? el, el]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (texts.currentNode.data.trim()) add(texts.currentNode.parentElement);
  document.querySelectorAll("input, select, textarea").forEach(add);
  const include = [...new Set([...kinds.values()].flat())];
  return (await axe.run({ include }, options)).violations;
}"""
OPTIONS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"], "preload": False}
