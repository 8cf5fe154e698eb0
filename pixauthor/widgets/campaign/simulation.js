// A simulated class: who it is, how far it is, what came of it.

import { element, fill } from "../_shared/dom.js";
import { listen, morphChildren } from "./morph.js";

let classes = 0;

function render({ model, el }) {
  const texts = model.get("texts");
  const uid = `pxa-class-${(classes += 1)}`;
  const root = element("section", { class: "pxa pxa-campaign pxa-class", lang: model.get("language"), "data-lm-suppress-shortcuts": "true", "aria-label": texts.title });
  listen(root, (told) => model.send(told));
  const mounts = ["form", "progress", "result"].map((name) => element("div", { class: `pxa-part-${name}` }));
  root.append(...mounts);
  mounts[0].append(formOf(texts, uid, model));
  const advance = () => {
    const { phase } = model.get("progress");
    root.querySelector('[data-name="cancel"]').setAttribute("aria-disabled", String(phase !== "running"));
    root.querySelector('[data-name="run"]').setAttribute("aria-disabled", String(phase === "running"));
    morphChildren(mounts[1], progressOf(texts, model.get("progress")));
  };
  const result = () => {
    mounts[2].innerHTML = model.get("result");
  };
  model.on("change:progress", advance);
  model.on("change:result", result);
  advance();
  result();
  el.append(root);
  return () => {
    model.off("change:progress", advance);
    model.off("change:result", result);
  };
}

function formOf(texts, uid, model) {
  const design = model.get("design");
  const number = (name, value, label, more = {}) => line(`${uid}-${name}`, label, element("input", { id: `${uid}-${name}`, name, type: "number", class: "pxa-field", value, ...more }));
  const radio = (value) => element("label", { class: "pxa-check" }, element("input", { type: "radio", name: "spread", value, checked: design.spread === value }), ` ${texts[value]}`);
  const shares = Object.entries(design.shares).map(([level, share]) => number(`share-${level}`, share, fill(texts.share, { level }), { min: 0 }));
  const even = element("div", { class: "pxa-row" }, number("low", design.low, texts.low, { step: 0.5 }), number("high", design.high, texts.high, { step: 0.5 }));
  const byLevel = element("div", { class: "pxa-row pxa-shares" }, ...shares);
  const choose = (spread) => {
    even.hidden = spread !== "even";
    byLevel.hidden = spread !== "levels";
  };
  choose(design.spread);
  const abilities = element("fieldset", { onchange: (event) => event.target.name === "spread" && choose(event.target.value) }, element("legend", {}, texts.abilities), element("div", { class: "pxa-row" }, radio("even"), radio("levels")), even, byLevel);
  const form = element(
    "form",
    { novalidate: true, "aria-label": texts.title },
    element("div", { class: "pxa-row" }, number("pupils", design.pupils, texts.pupils, { min: 1, max: 2000 }), number("seed", design.seed, texts.seed)),
    abilities,
    element(
      "div",
      { class: "pxa-actions" },
      element("button", { type: "submit", class: "pxa-button pxa-main", "data-name": "run" }, texts.run),
      element("button", { type: "button", class: "pxa-button", "data-name": "cancel", "data-command": JSON.stringify({ do: "cancel" }) }, texts.cancel),
    ),
  );
  form.addEventListener("submit", () => {
    if (form.querySelector('[data-name="run"]').getAttribute("aria-disabled") === "true") return;
    model.send({ do: "run", design: designOf(Object.fromEntries(new FormData(form))) });
  });
  return form;
}

function designOf(fields) {
  const shares = Object.fromEntries(Object.entries(fields).filter(([name]) => name.startsWith("share-")).map(([name, value]) => [name.slice(6), value]));
  const { pupils, seed, spread, low, high } = fields;
  return { pupils, seed, spread, low, high, shares };
}

function line(id, label, control) {
  return element("div", { class: "pxa-line" }, element("label", { for: id }, label), control);
}

function progressOf(texts, { phase, done, of, message }) {
  const words = phase === "running" ? fill(texts.running, { done, of }) : (message || texts[`phase_${phase}`]);
  const said = element("p", { class: `pxa-phase pxa-${phase}`, role: "status" }, words);
  return phase === "running" ? [said, element("progress", { max: of, value: done, "aria-label": texts.progress })] : [said];
}

export default { render };
