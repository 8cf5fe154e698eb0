// The item that is looked at: what it asks, where it stands, its relatives, and what can be done to it.

import { element, fill } from "../_shared/dom.js";
import { button } from "./pieces.js";

const ACTIONS = ["duplicate", "alternative", "translate", "move", "rename", "retire"];

export function chosenOf(page, view) {
  if (!view.path) return [];
  const { texts, send } = page;
  const act = (kind) => button(texts.act[kind], `act-${kind}`, () => send({ do: "act", kind, item: view.id }));
  const sideBySide = view.translates ? button(texts["translate-open"], "side", () => send({ do: "translation", path: view.path })) : null;
  const kinds = ACTIONS.filter((kind) => (kind !== "translate" || !view.translates) && (kind !== "retire" || view.usable));
  return [
    element("h3", { tabindex: "-1" }, element("code", {}, view.id), ` ${view.title}`),
    view.stem ? element("p", { class: "pxa-stem-start" }, view.stem) : null,
    element("dl", {}, ...view.facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    relatives(page, view.relatives),
    element("div", { class: "pxa-actions", role: "group", "aria-label": fill(texts["act-on"], { id: view.id }) }, button(texts.open, "act-open", () => send({ do: "open", path: view.path }), { class: "pxa-button pxa-main" }), sideBySide, ...(view.readable ? kinds.map(act) : [])),
  ];
}

function relatives({ texts, send }, found) {
  if (!found.length) return null;
  const one = ({ path, id, said }) => element("li", {}, element("button", { type: "button", class: "pxa-link", "data-focus": `relative-${path}`, onclick: () => send({ do: "choose", path }) }, id), ` ${said}`);
  return element("div", {}, element("h4", {}, texts.relatives), element("ul", {}, ...found.map(one)));
}
