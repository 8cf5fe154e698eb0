// What changed: two states as candidates see them, side by side, then field by field with what is gone and what is new.

import { drawItem } from "../_shared/item.js";
import { element, unseen } from "../_shared/dom.js";
import { listOf, tableOf } from "./parts.js";

let drawnDiffs = 0;

export function diffOf(diff, texts, itemTexts, language, compare) {
  if (diff.missing) return { nodes: [element("p", { class: "pxa-soft" }, diff.missing)], drawings: [] };
  const drawings = [];
  const nodes = [revisionChoices(diff, texts, compare), listOf(diff.said, "pxa-said")];
  if (diff.changes?.length) {
    const sides = ["before", "after"].map((side) => sideOf(side, diff, texts, itemTexts, language, drawings));
    nodes.push(element("div", { class: "pxa-sides" }, ...sides));
    const columns = [texts.column.field, texts.diff.change];
    nodes.push(tableOf(texts.diff.fields, columns, diff.changes, (change) => [change.field, marked(change.pieces, texts)]));
  }
  return { nodes, drawings };
}

function revisionChoices(diff, texts, compare) {
  const selects = {};
  const chooser = (side) => {
    const options = diff.revisions.map(({ value, label }) => element("option", { value, selected: value === diff[side] }, label));
    const change = () => compare(selects.before.value, selects.after.value);
    selects[side] = element("select", { class: "pxa-select", "data-focus": `diff-${side}`, onchange: change }, ...options);
    return element("label", {}, element("span", {}, texts.diff[side]), selects[side]);
  };
  return element("div", { class: "pxa-fields" }, chooser("before"), chooser("after"));
}

function sideOf(side, diff, texts, itemTexts, language, drawings) {
  const drawing = diff[`${side}_drawing`];
  const mount = element("div", {});
  const box = element("div", { class: `pxa-side pxa-side-${side}` }, element("h5", {}, texts.diff[side]), mount);
  if (!drawing) mount.append(element("p", { class: "pxa-soft" }, texts.diff.undrawn));
  else {
    const { item, media } = drawing;
    drawings.push(drawItem(mount, item, { language, texts: itemTexts, media, disabled: true, uid: `pxa-diff-${(drawnDiffs += 1)}` }));
  }
  return box;
}

function marked(pieces, texts) {
  const marks = { removed: ["del", texts.diff.removed], added: ["ins", texts.diff.added] };
  const piece = ({ kind, text }) => {
    if (kind === "same") return text;
    const [tag, word] = marks[kind];
    return element(tag, {}, unseen(` [${word} : `), text, unseen("] "));
  };
  return element("p", { class: "pxa-marked" }, ...pieces.map(piece));
}
