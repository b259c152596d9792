// charts.js — draws server-made Plotly figures with the page's own tokens.
// A figure is JSON in <script type="application/json">; its colours are written "var(--token)".
// Plotly itself, a megabyte, is fetched and run once the first chart comes near.
// Nothing here knows about a particular chart: data, wording and template come from the server, colours from tokens.css.

const LOCALE = {
  moduleType: "locale", name: "zh-CN",
  dictionary: {},
  format: {
    days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
    months: [...Array(12).keys()].map((i) => `${i + 1} 月`),
    shortMonths: [...Array(12).keys()].map((i) => `${i + 1} 月`),
    date: "%Y-%m-%d",
  },
};

const CONFIG = {
  displayModeBar: false, displaylogo: false, scrollZoom: false, doubleClick: false, showTips: false,
  responsive: false, locale: document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-US",
};

// CSS colour → rgb(): Plotly cannot parse oklch(), so a 1×1 canvas does it.
const ctx = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);

function rgb(value) {
  probe.style.color = value;                       // CSSOM write: allowed by style-src 'self'
  ctx.clearRect(0, 0, 1, 1);
  ctx.fillStyle = getComputedStyle(probe).color;
  ctx.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = ctx.getImageData(0, 0, 1, 1).data;
  return `rgba(${r},${g},${b},${+(a / 255).toFixed(3)})`;
}

function resolve(node, enlarged, cache = new Map()) {
  if (typeof node === "string" && node.startsWith("var(--")) {
    if (!cache.has(node)) cache.set(node, rgb(node));
    return cache.get(node);
  }
  if (Array.isArray(node)) return node.map((n) => resolve(n, enlarged, cache));
  if (node && typeof node === "object") return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, resolve(/font$/.test(k) && v.size ? { ...v, size: v.size * enlarged } : v, enlarged, cache)]));
  return node;
}

// Whether there is Plotly to draw with. After a failure the next chart that comes near tries again.
let loading, loaded = false;
const load = () => loading ??= new Promise((resolve) => {
  const script = document.createElement("script");
  script.src = document.querySelector("script[data-plotly]").dataset.plotly;
  script.addEventListener("load", () => { Plotly.register(LOCALE); resolve(loaded = true); });
  script.addEventListener("error", () => { loading = undefined; script.remove(); resolve(false); });
  document.head.append(script);
});

async function draw(el, size = {}) {
  if (!loaded && !await load()) return drawn.delete(el);
  const { data, layout } = JSON.parse(document.getElementById(el.dataset.plot).textContent);
  const { fontFamily: family, fontSize } = getComputedStyle(el);
  // The server writes sizes for 13 px of text; on the projector the text is larger.
  const enlarged = size.width ? 1 : parseFloat(fontSize) / 13;
  const spec = resolve({ data, layout: { autosize: !size.width, ...layout, ...size, font: { ...layout.font, family } } }, enlarged);
  await Plotly.react(el, spec.data, spec.layout, CONFIG);
  el.classList.add("is-ready");
  el.querySelectorAll(".main-svg").forEach((svg) => svg.setAttribute("aria-hidden", "true")); // el itself is role=img with a label
}

let plots = [...document.querySelectorAll("[data-plot]")];
// What is drawn; of that, what waits out of sight to be drawn in other colours or another width.
const drawn = new Set(), near = new Set();
let printing = false;
const setStale = (el, isStale) => el.toggleAttribute("data-stale", isStale);

function renew(el) {
  setStale(el, !near.has(el));
  if (near.has(el)) draw(el);
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    near[isIntersecting ? "add" : "delete"](target);
    if (!isIntersecting || (drawn.has(target) && !target.hasAttribute("data-stale"))) continue;
    setStale(target, false);
    drawn.add(target);
    draw(target);
  }
}, { rootMargin: "600px" });
plots.forEach((el) => seen.observe(el));
// The wall swaps its content for a fresh one.
document.addEventListener("plots:fresh", () => {
  drawn.clear();
  near.clear();
  plots = [...document.querySelectorAll("[data-plot]")];
  plots.forEach((el) => { seen.observe(el); resized.observe(el); });
});

const resized = new ResizeObserver((entries) => entries.forEach(({ target, contentRect: { width, height } }) => {
  if (!loaded || !drawn.has(target) || !width || printing) return;
  if (near.has(target)) Plotly.relayout(target, { width, height });
  else setStale(target, true);
}));
plots.forEach((el) => resized.observe(el));

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(renew));
new MutationObserver(() => printing || drawn.forEach(renew)).observe(document.documentElement, { attributeFilter: ["data-theme"] });

// Paper: light palette, A4 text width (182 mm at 96 dpi), drawn before the page is laid out for print.
// Small charts stand three in a row there, within a frame, as print.css has them.
const A4 = 688, SMALL = { width: A4 / 3 - 24, height: 130 };
const onPaper = (el) => el.dataset.size === "xs" ? SMALL
  : { width: el.closest(".print-half") ? A4 / 2.4 - 12 : A4, height: el.dataset.size === "l" ? 340 : 250 };
// Printing does not wait for a script: the first key of Ctrl+P fetches it.
if (plots.length) addEventListener("keydown", ({ key }) => { if (key === "Control" || key === "Meta") load(); });
addEventListener("beforeprint", () => {
  printing = true;
  const theme = document.documentElement.dataset.theme ?? "";
  document.documentElement.dataset.themeWas = theme;
  document.documentElement.dataset.theme = "light";
  for (const el of plots) { drawn.add(el); draw(el, onPaper(el)); }
});
addEventListener("afterprint", () => {
  const { themeWas } = document.documentElement.dataset;
  delete document.documentElement.dataset.themeWas;
  if (themeWas) document.documentElement.dataset.theme = themeWas; else delete document.documentElement.dataset.theme;
  printing = false;
  drawn.forEach(renew);
});
