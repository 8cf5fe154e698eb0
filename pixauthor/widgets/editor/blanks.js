// Texts with blanks: put in at the caret, described and given their answers one by one; groups of answers by name.

import { element, fill } from "../_shared/dom.js";
import { iconButton, ICONS, keyOf, plainButton } from "./desk.js";
import { markdownField, numberField, slotOf } from "./fields.js";
import { pictureTool } from "./media.js";

export function templateField(desk, spec, pointer) {
  const insert = (input) =>
    plainButton(desk.texts.question.add_blank, () => desk.send({ do: "add-blank", at: codePoints(input) }), { class: "pxa-button pxe-small pxe-add" });
  return markdownField(desk, spec, pointer, { least: 3, tools: [insert, pictureTool(desk, pointer)] });
}

/** Where the caret is, in characters as Python counts them. */
function codePoints(input) {
  return [...input.value.slice(0, input.selectionStart ?? input.value.length)].length;
}

/** A name that can be changed: it is sent when it is left, not at every key. */
function nameField(desk, label, pointer, rename) {
  const input = element("input", { type: "text", class: "pxa-field pxe-name", id: desk.nextId(), "aria-label": label, autocomplete: "off", spellcheck: "false", "data-field": keyOf([...pointer, "name"]) });
  let name = "";
  input.addEventListener("change", () => {
    const wanted = input.value.trim();
    if (wanted && wanted !== name) desk.send(rename(name, wanted));
    input.value = name;
  });
  return {
    node: input,
    update: (given) => {
      if (document.activeElement !== input || name !== given) input.value = given;
      name = given;
    },
  };
}

export function blanksField(desk, spec, pointer, drawField) {
  const { texts } = desk;
  const body = element("div", { class: "pxe-cards" });
  const node = element("fieldset", { class: "pxe-field pxe-group", "data-field": keyOf(pointer) }, element("legend", {}, spec.label), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", body, slotOf(pointer), slotOf(["key"]));
  let cards = [];
  const make = (name) => {
    const place = [...pointer, name];
    const title = nameField(desk, texts.question.blank_name, place, (old, to) => ({ do: "rename-blank", name: old, to }));
    const drop = iconButton(ICONS.remove, fill(texts.list.remove, { name }), () => desk.send({ do: "remove-blank", name }));
    const parts = spec.item.fields.map((part) => ({ name: part.name, ...drawField(desk, part, [...place, part.name]) }));
    const keys = spec.key ? spec.key.fields.map((part) => ({ name: part.name, ...drawField(desk, part, ["key", name, part.name]) })) : [];
    const card = element("div", { class: "pxe-card", role: "group", "aria-label": name }, element("div", { class: "pxe-card-head" }, element("code", {}, "${"), title.node, element("code", {}, "}"), drop), element("div", { class: "pxe-pair" }, ...parts.slice(0, 2).map((one) => one.node)), ...parts.slice(2).map((one) => one.node), ...keys.map((one) => one.node), slotOf(place), slotOf(["key", name]));
    body.append(card);
    return (value, key) => {
      title.update(name);
      for (const { name: one, update } of parts) update(value?.[one]);
      for (const { name: one, node: shown, update } of keys) {
        // A choice from a list is compared to the letter.
        if (one === "tolerances") shown.hidden = Array.isArray(value?.options);
        update(key?.[one]);
      }
    };
  };
  let names = "";
  const update = (value, { values }) => {
    const given = value && typeof value === "object" ? Object.keys(value) : [];
    if (keyOf(given) !== names) {
      names = keyOf(given);
      body.replaceChildren();
      cards = given.map(make);
    }
    given.forEach((name, index) => cards[index](value[name], spec.key ? values.key?.[name] : null));
  };
  return { node, update };
}

/** Values by a name of the author's own: groups of answers, credits by number of groups. */
export function mapField(desk, spec, pointer, drawField) {
  const { texts } = desk;
  const credits = spec.item.kind === "number";
  const body = element("div", { class: credits ? "pxe-credits" : "pxe-cards" });
  const added = () => {
    const taken = new Set(Object.keys(shown));
    const stem = credits ? "" : texts.question.group_stem;
    let number = taken.size + 1;
    while (taken.has(`${stem}${number}`)) number += 1;
    desk.send({ do: "set", pointer: [...pointer, `${stem}${number}`], value: credits ? 1 : [""] });
  };
  const add = plainButton(credits ? texts.question.add_credit : texts.question.add_group, added, { class: "pxa-button pxe-small pxe-add" });
  const node = element("fieldset", { class: "pxe-field pxe-group", "data-field": keyOf(pointer) }, element("legend", {}, spec.label), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", body, add, slotOf(pointer));
  let shown = {};
  let cards = [];
  let names = "";
  const make = (name) => {
    const place = [...pointer, name];
    const said = credits ? texts.question.hits : texts.question.group_name;
    const title = nameField(desk, said, place, (old, to) => ({ do: "rename-key", pointer: [...pointer, old], to }));
    const part = { ...spec.item, label: credits ? fill(texts.question.credit_of, { name }) : fill(texts.question.answers_of, { name }), help: "", required: true };
    const value = credits ? numberField(desk, part, place) : drawField(desk, part, place);
    const drop = iconButton(ICONS.remove, fill(texts.list.remove, { name }), () => desk.send({ do: "remove", pointer: place }));
    const head = element("div", { class: "pxe-card-head" }, credits ? element("span", { class: "pxe-label", "aria-hidden": "true" }, said) : "", title.node, drop);
    body.append(element("div", { class: "pxe-card", role: "group", "aria-label": name }, head, value.node));
    return (given) => {
      title.update(name);
      value.update(given);
    };
  };
  const update = (value) => {
    shown = value && typeof value === "object" && !Array.isArray(value) ? value : {};
    const given = Object.keys(shown);
    if (keyOf(given) !== names) {
      names = keyOf(given);
      body.replaceChildren();
      cards = given.map(make);
    }
    given.forEach((name, index) => cards[index](shown[name]));
  };
  return { node, update };
}
