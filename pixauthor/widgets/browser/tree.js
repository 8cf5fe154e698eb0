// The framework as folds within folds, each place with what it holds and its holes.

import { element, fill } from "../_shared/dom.js";

export function treeOf(page, nodes) {
  return element("ul", { class: "pxa-tree" }, ...nodes.map((node) => branch(page, node)));
}

function branch(page, node) {
  const { texts, send } = page;
  const name = node.kind === "skill" ? node.code : node.kind === "tube" ? "" : node.code;
  const key = `${node.kind}-${node.code}`;
  const place = { kind: node.kind, code: node.code };
  const words = [name ? element(node.kind === "skill" ? "code" : "strong", {}, name) : null, name ? " " : null, node.title];
  const fold = node.leaf
    ? null
    : element("button", { type: "button", class: "pxa-twist", "aria-expanded": String(node.open), "aria-label": fill(texts.fold, { name: `${node.code} ${node.title}` }), "data-focus": `fold-${key}`, onclick: () => send({ do: "toggle", ...place }) });
  const ask = element("button", { type: "button", class: "pxa-place", "aria-pressed": String(node.asked), "data-focus": `place-${key}`, onclick: () => send({ do: "place", ...place }) }, ...words.filter(Boolean));
  const add = node.leaf
    ? element("button", { type: "button", class: "pxa-add", "aria-label": fill(texts["write-for"], { skill: node.code }), title: fill(texts["write-for"], { skill: node.code }), "data-focus": `add-${key}`, onclick: () => send({ do: "act", kind: "new", skill: node.code }) }, "+")
    : null;
  const row = element("div", { class: "pxa-branch" }, fold, ask, element("span", { class: "pxa-counts" }, ...counts(node, texts)), add);
  return element("li", { class: `pxa-${node.kind}` }, row, node.open ? treeOf(page, node.children) : null);
}

function counts(node, texts) {
  const level = node.leaf ? element("span", {}, fill(texts["level-n"], { n: node.level })) : null;
  const held = element("span", {}, fill(node.items === 1 ? texts["items-one"] : texts["items-many"], { n: node.items }));
  if (node.leaf) return [level, node.items ? held : element("span", { class: "pxa-hole" }, `○ ${texts.hole}`), node.items && !node.validated ? element("span", { class: "pxa-hole" }, `◌ ${texts.unserved}`) : null].filter(Boolean);
  const holes = node.holes ? element("span", { class: "pxa-hole" }, `○ ${fill(node.holes === 1 ? texts["holes-one"] : texts["holes-many"], { n: node.holes })}`) : null;
  return [held, holes].filter(Boolean);
}
