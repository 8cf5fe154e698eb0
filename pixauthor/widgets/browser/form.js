// The form of a search: one query, and lists that write it. It is built once, so that what is being typed is never lost.

import { element, fill } from "../_shared/dom.js";
import { button, labelled, listOf, patient } from "./pieces.js";

const LISTS = ["type", "status", "competence", "author", "locale", "flag"];
const TYPING = 150;

export function searchForm(page) {
  const { texts, send } = page;
  const options = page.model.get("options");
  const look = patient((query) => send({ do: "search", query }), TYPING);
  const query = element("input", { type: "search", class: "pxa-field pxa-query", autocomplete: "off", spellcheck: "false", oninput: () => look(query.value) });
  const fault = element("p", { class: "pxa-fault", role: "status" });
  const submit = (event) => {
    event.preventDefault();
    look.cancel();
    send({ do: "search", query: query.value });
  };
  const lists = Object.fromEntries(LISTS.map((name) => [name, narrowing(page, name, options[name])]));
  const ranges = { level: levels(page, options.level), difficulty: difficulty(page) };
  const kept = keeping(page);
  const sort = sorting(page, options.sort);
  const root = element(
    "form",
    { role: "search", onsubmit: submit },
    element("div", { class: "pxa-ask" }, labelled(texts.query, query, texts.hint), button(texts.clear, "clear", () => send({ do: "clear" })), button(texts.new, "new", () => send({ do: "act", kind: "new" }), { class: "pxa-button pxa-main" })),
    fault,
    element(
      "details",
      {},
      element("summary", {}, texts.filters),
      element("div", { class: "pxa-fields" }, ...LISTS.map((name) => labelled(texts.list[name], lists[name], !options[name].length && texts["no-flag"])), ranges.level.root, ranges.difficulty.root, sort.root),
      kept.root,
    ),
  );
  const show = (controls) => {
    // What is typed further than what was asked so far stays.
    if (document.activeElement !== query) query.value = controls.query;
    fault.textContent = controls.fault;
    for (const name of LISTS) lists[name].value = controls.lists[name] ?? "";
    for (const name of Object.keys(ranges)) ranges[name].show(controls.ranges[name] ?? ["", ""]);
    sort.show(controls.sort);
    kept.show(controls);
  };
  return { root, show };
}

function narrowing({ texts, send }, name, options) {
  const all = [{ value: "", label: texts.all }, ...options];
  return listOf(all, "", { disabled: !options.length, onchange: (event) => send({ do: "narrow", field: name, value: event.target.value }) });
}

function levels({ texts, send }, options) {
  const all = [{ value: "", label: texts.any }, ...options];
  const ask = () => send({ do: "bound", field: "level", low: low.value, high: high.value });
  const low = listOf(all, "", { "aria-label": texts.range.level_low, onchange: ask });
  const high = listOf(all, "", { "aria-label": texts.range.level_high, onchange: ask });
  return rangeOf(texts.range.level, low, high, texts);
}

function difficulty({ texts, send }) {
  const ask = () => send({ do: "bound", field: "difficulty", low: low.value, high: high.value });
  const field = (name) => element("input", { class: "pxa-field pxa-short", inputmode: "decimal", "aria-label": texts.range[`difficulty_${name}`], placeholder: texts.any, onchange: ask });
  const low = field("low");
  const high = field("high");
  return rangeOf(texts.range.difficulty, low, high, texts);
}

function rangeOf(words, low, high, texts) {
  const between = element("span", { class: "pxa-to", "aria-hidden": "true" }, texts.to);
  const root = element("fieldset", { class: "pxa-range" }, element("legend", {}, words), element("div", {}, low, between, high));
  const show = ([least, most]) => {
    if (document.activeElement !== low) low.value = least;
    if (document.activeElement !== high) high.value = most;
  };
  return { root, show };
}

function sorting({ texts, send }, options) {
  const list = listOf([{ value: "", label: texts.unsorted }, ...options], "", { onchange: () => send({ do: "sort", field: list.value }) });
  return { root: labelled(texts.sort, list), show: (sort) => (list.value = sort.replace(/^-/, "")) };
}

function keeping({ texts, send }) {
  const list = element("select", { class: "pxa-select", onchange: () => list.value && send({ do: "apply", name: list.value }) });
  const name = element("input", { class: "pxa-field", maxlength: "60", autocomplete: "off" });
  const keep = () => name.value.trim() && send({ do: "keep", name: name.value });
  const forget = button(texts.forget, "forget", () => list.value && send({ do: "forget", name: list.value }));
  const root = element("div", { class: "pxa-fields pxa-kept" }, labelled(texts.saved, list), forget, labelled(texts.name, name), button(texts.keep, "keep", keep));
  const show = ({ filters, kept }) => {
    const options = ["", ...filters].map((one) => element("option", { value: one }, one || texts["no-filter"]));
    list.replaceChildren(...options);
    list.value = kept;
    forget.setAttribute("aria-disabled", String(!kept));
  };
  return { root, show };
}

/** How many were found, for people who see and for those who listen. */
export function foundWords({ found, total }, texts) {
  return fill(found === total ? texts["found-all"] : found === 1 ? texts["found-one"] : texts.found, { n: found, of: total });
}
