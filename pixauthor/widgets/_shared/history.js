// The log-likelihood falling into place: a line that grows with the iterations.

import { element } from "../_shared/dom.js";

const SPACE = { left: 92, right: 16, top: 14, bottom: 44, width: 560, height: 220 };

function shape(name, attributes, words = "") {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.textContent = words;
  return node;
}

/** Return the places of the values, from left to right. */
function places(values, low, high) {
  const across = SPACE.width - SPACE.left - SPACE.right;
  const down = SPACE.height - SPACE.top - SPACE.bottom;
  const step = across / Math.max(values.length - 1, 1);
  return values.map((value, k) => [SPACE.left + k * step, SPACE.top + down * (high > low ? (high - value) / (high - low) : 0.5)]);
}

/** Return the plot of a history: values by iteration. `texts`: names of plot and axes; `say` writes a number. */
export function historyOf(values, texts, say) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const points = places(values, low, high);
  const base = SPACE.height - SPACE.bottom;
  const middle = (SPACE.top + base) / 2;
  const svg = shape("svg", { viewBox: `0 0 ${SPACE.width} ${SPACE.height}`, "aria-hidden": "true", class: "pxa-history" });
  svg.append(
    shape("path", { d: `M${SPACE.left},${SPACE.top}V${base}H${SPACE.width - SPACE.right}`, class: "pxa-axis" }),
    shape("polyline", { points: points.map((point) => point.join(",")).join(" "), class: "pxa-line" }),
    ...points.slice(-60).map(([x, y]) => shape("circle", { cx: x, cy: y, r: 2.6, class: "pxa-dot" })),
    shape("text", { x: SPACE.left - 8, y: SPACE.top + 4, "text-anchor": "end" }, say(high)),
    shape("text", { x: SPACE.left - 8, y: base, "text-anchor": "end" }, say(low)),
    shape("text", { x: SPACE.left, y: base + 16 }, "1"),
    shape("text", { x: SPACE.width - SPACE.right, y: base + 16, "text-anchor": "end" }, String(values.length)),
    shape("text", { x: (SPACE.left + SPACE.width) / 2, y: base + 34, "text-anchor": "middle", class: "pxa-name" }, texts.iteration),
    shape("text", { transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle", class: "pxa-name" }, texts.loglik),
  );
  const words = `${texts.history}. ${texts.iteration} ${values.length} : ${say(values[values.length - 1])}`;
  return element("div", { role: "img", "aria-label": words, class: "pxa-live" }, svg);
}
