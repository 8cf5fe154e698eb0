// Options with their key: choices ticked right, entries in the right order, sources with their target.

import { element, fill } from "../_shared/dom.js";
import { keyOf } from "./desk.js";
import { bindText, markdownField, slotOf, switchField } from "./fields.js";
import { drawRows } from "./rows.js";

/** The text of an option: one control without a label of its own, named by its place. */
function optionText(desk, pointer, label) {
  const input = element("textarea", { class: "pxa-field pxe-wide", rows: 1, "data-least": 1, "aria-label": label, id: desk.nextId() });
  const update = bindText(desk, input, pointer, { parse: (text) => text });
  const slot = slotOf(pointer, `${input.id}-said`);
  input.setAttribute("aria-describedby", slot.id);
  // One option, one line: Enter goes on to the next.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) event.preventDefault();
  });
  return { input, update, node: element("div", { class: "pxe-option-text" }, input, slot) };
}

function sectionOf(desk, spec, pointer, ...children) {
  return element("fieldset", { class: "pxe-field pxe-group", "data-field": keyOf(pointer) }, element("legend", {}, spec.label), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", ...children, slotOf(pointer), slotOf(["key"]));
}

const optionName = (value) => (typeof value?.text === "string" && value.text.trim()) || value?.id;

export function choicesField(desk, spec, pointer) {
  const { texts } = desk;
  const part = (name) => spec.fields.find((field) => field.name === name);
  const group = desk.nextId();
  let key = null;
  let single = true;
  const draw = (place, index) => {
    const text = optionText(desk, [...place, "text"], `${spec.label} ${index + 1}`);
    const tick = element("input", { type: "checkbox", name: group, "data-field": keyOf([...place, "right"]) });
    const word = element("span", {}, texts.question.right);
    const feedback = markdownField(desk, part("feedback"), [...place, "feedback"], { least: 1 });
    const fixed = switchField(desk, part("fixed"), [...place, "fixed"]);
    const more = element("details", { class: "pxe-more" }, element("summary", {}, texts.question.more), feedback.node, fixed.node);
    const id = element("code", { class: "pxe-id" });
    let own = null;
    tick.addEventListener("change", () => desk.send({ do: "right", id: own, right: tick.checked }));
    const update = (value) => {
      own = value?.id ?? null;
      id.textContent = own ?? "";
      tick.type = single ? "radio" : "checkbox";
      tick.checked = Array.isArray(key) ? key.includes(own) : key === own;
      tick.setAttribute("aria-label", fill(texts.question.right_of, { name: optionName(value) ?? index + 1 }));
      node.classList.toggle("pxe-right", tick.checked);
      text.update(value?.text);
      feedback.update(value?.feedback);
      fixed.update(value?.fixed);
      if (value?.feedback || value?.fixed) more.open = true;
    };
    const node = element("div", { class: "pxe-choice" }, element("label", { class: "pxe-tick-right" }, tick, word), id, text.node, more, slotOf(place));
    return { node, update };
  };
  const rows = drawRows(desk, {
    pointer,
    draw,
    name: optionName,
    add: { words: texts.question.add_choice, command: { do: "add-option", list: pointer[0] } },
    remove: (index) => ({ do: "remove-option", list: pointer[0], index }),
    move: (index, to) => ({ do: "move", pointer: [...pointer, index], to }),
  });
  const update = (value, { values }) => {
    key = values.key;
    single = values.type === "single-choice";
    rows.update(value);
  };
  return { node: sectionOf(desk, spec, pointer, rows.node), update };
}

/** Entries in the order of the key: moving a row changes the right answer, not the file's order of entries. */
export function entriesField(desk, spec, pointer) {
  const { texts } = desk;
  let places = [];
  const draw = (place, index) => {
    const holder = element("div");
    let text = null;
    let at = null;
    const update = (value) => {
      const real = places.indexOf(value?.id);
      if (real !== at) {
        at = real;
        text = optionText(desk, [...pointer, real, "text"], `${spec.label} ${index + 1}`);
        holder.replaceChildren(element("span", { class: "pxe-place", "aria-hidden": "true" }, String(index + 1)), text.node);
      }
      text.update(value?.text);
    };
    holder.className = "pxe-entry";
    return { node: holder, update };
  };
  const rows = drawRows(desk, {
    pointer,
    draw,
    name: optionName,
    add: { words: texts.question.add_entry, command: { do: "add-option", list: "entries" } },
    remove: (index) => ({ do: "remove-option", list: "entries", index: places.indexOf(shown[index]?.id) }),
    move: (index, to) => ({ do: "move", pointer: ["entries", index], to }),
  });
  let shown = [];
  const update = (value, { order }) => {
    const entries = Array.isArray(value) ? value : [];
    places = entries.map((entry) => entry?.id);
    shown = order.map((id) => entries.find((entry) => entry?.id === id)).filter(Boolean);
    rows.update(shown);
  };
  return { node: sectionOf(desk, spec, pointer, rows.node), update };
}

export function optionsField(desk, spec, pointer) {
  const { texts } = desk;
  const draw = (place, index) => {
    const text = optionText(desk, [...place, "text"], `${spec.label} ${index + 1}`);
    const id = element("code", { class: "pxe-id" });
    const update = (value) => {
      id.textContent = value?.id ?? "";
      text.update(value?.text);
    };
    return { node: element("div", { class: "pxe-option" }, id, text.node, slotOf(place)), update };
  };
  const rows = drawRows(desk, {
    pointer,
    draw,
    name: optionName,
    add: { words: texts.question.add_target, command: { do: "add-option", list: pointer[0] } },
    remove: (index) => ({ do: "remove-option", list: pointer[0], index }),
    move: (index, to) => ({ do: "move", pointer: [...pointer, index], to }),
  });
  return { node: sectionOf(desk, spec, pointer, rows.node), update: (value) => rows.update(value) };
}

export function sourcesField(desk, spec, pointer) {
  const { texts } = desk;
  let values = {};
  const draw = (place, index) => {
    const text = optionText(desk, [...place, "text"], `${spec.label} ${index + 1}`);
    const target = element("select", { class: "pxa-select" });
    let own = null;
    target.addEventListener("change", () => desk.send({ do: "set", pointer: ["key", own], value: target.value || null }));
    const update = (value) => {
      own = value?.id ?? null;
      text.update(value?.text);
      const targets = Array.isArray(values.targets) ? values.targets : [];
      target.setAttribute("aria-label", fill(texts.question.target_of, { name: optionName(value) ?? index + 1 }));
      target.dataset.field = keyOf(["key", own]);
      target.replaceChildren(element("option", { value: "" }, texts.none), ...targets.map((one) => element("option", { value: one?.id }, optionName(one) ?? "")));
      target.value = values.key?.[own] ?? "";
    };
    return { node: element("div", { class: "pxe-source" }, text.node, element("span", { class: "pxa-arrow", "aria-hidden": "true" }, "→"), target, slotOf(place)), update };
  };
  const rows = drawRows(desk, {
    pointer,
    draw,
    name: optionName,
    add: { words: texts.question.add_source, command: { do: "add-option", list: pointer[0] } },
    remove: (index) => ({ do: "remove-option", list: pointer[0], index }),
    move: (index, to) => ({ do: "move", pointer: [...pointer, index], to }),
  });
  const update = (value, data) => {
    values = data.values;
    rows.update(value);
  };
  return { node: sectionOf(desk, spec, pointer, rows.node), update };
}
