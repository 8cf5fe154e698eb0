// The items of a campaign, one at a time, drawn as for pupils. Answers are judged by the kernel; keys come when asked for.

import { drawItem } from "../_shared/item.js";
import { element, fill } from "../_shared/dom.js";
import { listen, morphChildren } from "./morph.js";

let previews = 0;

function render({ model, el }) {
  const texts = model.get("texts");
  const uid = `pxa-playlist-${(previews += 1)}`;
  const page = { texts, uid, model };
  const root = element("section", { class: "pxa pxa-campaign pxa-playlist", lang: model.get("language"), "data-lm-suppress-shortcuts": "true", "aria-label": texts.title });
  listen(root, (told) => model.send(told.do === "go" && "value" in told ? { do: "go", item: told.value } : told));
  const mounts = Object.fromEntries(["playlist", "card", "said", "notice"].map((name) => [name, element("div", { class: `pxa-part-${name}` })]));
  root.append(...Object.values(mounts), printOf(texts));
  let drawing = null;
  const shows = {
    playlist: () => morphChildren(mounts.playlist, playlistOf(page, model.get("playlist"))),
    card: () => {
      drawing?.destroy();
      drawing = drawCard(page, mounts.card, model.get("card"));
    },
    said: () => morphChildren(mounts.said, saidOf(page, model.get("said"), model.get("card"))),
    notice: () => morphChildren(mounts.notice, [element("p", { class: "pxa-notice", role: "status" }, model.get("notice"))]),
  };
  for (const [trait, show] of Object.entries(shows)) {
    model.on(`change:${trait}`, show);
    show();
  }
  el.append(root);
  return () => {
    Object.entries(shows).forEach(([trait, show]) => model.off(`change:${trait}`, show));
    drawing?.destroy();
  };
}

function command(words) {
  return JSON.stringify(words);
}

function button(words, told, more = {}) {
  return element("button", { type: "button", class: "pxa-button", "data-command": command(told), ...more }, words);
}

function playlistOf({ texts, uid }, { rows, at, of, filters, options }) {
  if (!options || !("level" in options)) return [element("p", {}, texts.none)];
  const filter = (name) => {
    const all = element("option", { value: "", selected: !filters[name] }, texts.all);
    const choices = options[name].map(({ value, label }) => element("option", { value, selected: value === filters[name] }, label));
    const select = element("select", { id: `${uid}-${name}`, class: "pxa-select", "data-command": command({ do: "filter", name }) }, all, ...choices);
    return element("div", { class: "pxa-line" }, element("label", { for: `${uid}-${name}` }, texts[name]), select);
  };
  const found = element("p", { class: "pxa-totals", role: "status" }, fill(texts.found, { n: rows.length, of }));
  const filterRow = element("div", { class: "pxa-row" }, ...["level", "competence", "type"].map(filter));
  if (!rows.length) return [filterRow, found];
  const step = (words, to) => button(words, { do: "go", item: rows[to]?.id ?? "" }, { "aria-disabled": rows[to] ? null : "true" });
  const chooser = element(
    "div",
    { class: "pxa-line pxa-wide" },
    element("label", { for: `${uid}-item` }, fill(texts.place, { n: at + 1, of: rows.length })),
    element("select", { id: `${uid}-item`, class: "pxa-select", "data-command": command({ do: "go" }) }, ...rows.map((row) => element("option", { value: row.id, selected: row.id === rows[at]?.id }, row.label))),
  );
  return [filterRow, found, element("div", { class: "pxa-row pxa-steps" }, step(texts.previous, at - 1), chooser, step(texts.next, at + 1))];
}

function drawCard({ texts, model }, mount, card) {
  if (!card.item) {
    mount.replaceChildren(element("p", { class: "pxa-notice" }, card.problem ?? ""));
    return null;
  }
  const place = element("div");
  const problem = element("p", { class: "pxa-problem", role: "alert" });
  const drawing = drawItem(place, card.item, { language: model.get("language"), texts: texts.item, media: card.media, onAnswer: () => problem.replaceChildren() });
  const submit = (event) => {
    event.preventDefault();
    const value = drawing.getAnswer();
    if (value === null) problem.textContent = texts.nothing;
    else model.send({ do: "answer", value });
  };
  const form = element(
    "form",
    { class: "pxa-card", onsubmit: submit, novalidate: true, "aria-label": card.title },
    element("p", { class: "pxa-caption" }, card.caption),
    place,
    problem,
    element("div", { class: "pxa-actions" }, element("button", { type: "submit", class: "pxa-button pxa-main" }, texts.answer), button(texts.show_key, { do: "key" })),
  );
  mount.replaceChildren(form);
  return drawing;
}

function saidOf({ texts }, said, card) {
  const parts = [];
  if (said.problem) parts.push(element("p", { class: "pxa-problem" }, said.problem));
  if (said.status) parts.push(element("div", { class: said.good ? "pxa-outcome pxa-good" : "pxa-outcome pxa-other" }, element("h3", {}, said.status), element("div", { class: "pxa-prose", lang: said.locale, html: said.html })));
  if (said.key && card.item) parts.push(element("div", { class: "pxa-key" }, element("h3", {}, texts.key), element("div", { lang: card.item.locale, html: said.key })));
  return [element("div", { "aria-live": "polite" }, ...parts)];
}

function printOf(texts) {
  return element(
    "div",
    { class: "pxa-print" },
    element("h3", {}, texts.print),
    element("p", { class: "pxa-hint" }, texts.print_hint),
    element("div", { class: "pxa-actions" }, button(texts.sheet, { do: "handout", keys: false }), button(texts.sheet_keys, { do: "handout", keys: true })),
  );
}

export default { render };
