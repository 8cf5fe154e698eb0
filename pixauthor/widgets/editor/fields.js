// Controls of single values. Each is `{node, update(value)}`; `update` never takes away what is being typed.

import { element } from "../_shared/dom.js";
import { iconButton, ICONS, keyOf, plainButton } from "./desk.js";

/** A label, a sentence of help, a control, and the place of the findings about it. */
export function framed(desk, spec, pointer, input, ...around) {
  const id = input.id;
  const help = spec.help ? element("p", { class: "pxe-help", id: `${id}-help` }, spec.help) : "";
  const label = element("label", { for: id, class: "pxe-label" }, spec.label, spec.required ? requiredMark(desk) : "");
  const slot = slotOf(pointer, `${id}-said`);
  input.setAttribute("aria-describedby", [spec.help ? `${id}-help` : "", slot.id].filter(Boolean).join(" "));
  if (spec.required) input.setAttribute("aria-required", "true");
  return element("div", { class: `pxe-field pxe-of-${spec.kind}` }, label, help, input, ...around, slot);
}

export function requiredMark(desk) {
  return element("span", { class: "pxe-required" }, ` ${desk.texts.required}`);
}

export function slotOf(pointer, id = null) {
  return element("div", { class: "pxe-slot", "data-slot": keyOf(pointer), ...(id ? { id } : {}) });
}

/** Bind a text control to a field: what is typed is sent after a pause, what the kernel says is shown unless it is older. */
export function bindText(desk, input, pointer, { parse, show = said, command = null }) {
  const key = keyOf(pointer);
  input.dataset.field = key;
  input.addEventListener("focus", desk.newRun);
  input.addEventListener("blur", desk.flush);
  input.addEventListener("input", () => {
    grow(input);
    const value = parse(input.value);
    desk.type(key, command ? command(value) : { do: "set", pointer, value });
  });
  return (value) => {
    const shown = show(value);
    if (!desk.isAhead(key) && input.value.replace(/\n$/, "") !== shown) input.value = shown;
    grow(input);
  };
}

function said(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value.replace(/\n$/, "") : JSON.stringify(value);
}

function grow(input) {
  if (input.tagName !== "TEXTAREA" || input.dataset.still) return;
  const lines = input.value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 64)), 0);
  input.rows = Math.min(24, Math.max(Number(input.dataset.least ?? 1), lines));
}

/** An empty text takes an optional field out, and leaves a required one empty for the check to tell. */
export function orNothing(spec) {
  return (text) => (text === "" && !spec.required ? null : text);
}

export function lineField(desk, spec, pointer, attributes = {}) {
  const input = element("input", { type: "text", id: desk.nextId(), class: "pxa-field pxe-wide", autocomplete: "off", ...attributes });
  const update = bindText(desk, input, pointer, { parse: orNothing(spec) });
  return { node: framed(desk, spec, pointer, input), update };
}

export function dateField(desk, spec, pointer) {
  return lineField(desk, spec, pointer, { type: "date", class: "pxa-field pxe-short" });
}

export function numberField(desk, spec, pointer) {
  const input = element("input", { type: "text", inputmode: "decimal", id: desk.nextId(), class: "pxa-field pxe-short", autocomplete: "off" });
  const parse = (text) => {
    const plain = text.trim().replace(/[\u00a0\u202f ]/g, "").replace(",", ".");
    if (plain === "") return spec.required ? "" : null;
    return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : text;
  };
  const decimal = desk.language === "fr" ? "," : ".";
  const show = (value) => (typeof value === "number" ? String(value).replace(".", decimal) : said(value));
  const update = bindText(desk, input, pointer, { parse, show });
  return { node: framed(desk, spec, pointer, input), update };
}

export function switchField(desk, spec, pointer) {
  const id = desk.nextId();
  const input = element("input", { type: "checkbox", id, "data-field": keyOf(pointer), onchange: () => desk.send({ do: "set", pointer, value: input.checked }) });
  const help = spec.help ? element("span", { class: "pxe-help", id: `${id}-help` }, spec.help) : "";
  const slot = slotOf(pointer, `${id}-said`);
  input.setAttribute("aria-describedby", [spec.help ? `${id}-help` : "", slot.id].filter(Boolean).join(" "));
  const node = element("div", { class: "pxe-field pxe-of-switch" }, input, element("label", { for: id }, spec.label), help, slot);
  return { node, update: (value) => (input.checked = Boolean(value ?? spec.default)) };
}

export function choiceField(desk, spec, pointer) {
  const standard = spec.options.find(([value]) => value === spec.default);
  const none = standard ? `${standard[1]} ${desk.texts.standard}` : desk.texts.none;
  const options = spec.options.map(([value, label]) => element("option", { value }, label));
  const send = () => desk.send({ do: "set", pointer, value: input.value || null });
  const input = element("select", { id: desk.nextId(), class: "pxa-select", "data-field": keyOf(pointer), onchange: send }, ...(spec.required ? [] : [element("option", { value: "" }, none)]), ...options);
  const update = (value) => {
    input.querySelector("[data-strange]")?.remove();
    const known = value === undefined || value === null || spec.options.some(([one]) => one === value);
    // A value that the list does not have is shown as it is: the form must not seem to say something else.
    if (!known) input.append(element("option", { value: String(value), "data-strange": true }, String(value)));
    input.value = value === undefined || value === null ? "" : String(value);
  };
  return { node: framed(desk, spec, pointer, input), update };
}

export function ticksField(desk, spec, pointer) {
  const boxes = spec.options.map(([value, label]) => {
    const id = desk.nextId();
    const send = () => {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
      desk.send({ do: "set", pointer, value: chosen.length ? chosen : null });
    };
    const box = element("input", { type: "checkbox", id, value, onchange: send });
    return { box, node: element("span", { class: "pxe-tick" }, box, element("label", { for: id }, label)) };
  });
  const node = element("fieldset", { class: "pxe-field pxe-plain", "data-field": keyOf(pointer) }, element("legend", { class: "pxe-label" }, spec.label), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", element("div", { class: "pxe-ticks" }, ...boxes.map((one) => one.node)), slotOf(pointer));
  const update = (value) => {
    for (const { box } of boxes) box.checked = Array.isArray(value) && value.includes(box.value);
  };
  return { node, update };
}

/** Short texts side by side: accepted answers, units, extensions. */
export function linesField(desk, spec, pointer) {
  const box = element("div", { class: "pxe-chip-box" });
  const add = plainButton(`+ ${desk.texts.list.add}`, () => desk.send({ do: "insert", pointer, value: "" }), { class: "pxa-button pxe-small pxe-add" });
  add.setAttribute("aria-label", `${desk.texts.list.add} : ${spec.label}`);
  const node = element("fieldset", { class: "pxe-field pxe-plain", "data-field": keyOf(pointer) }, element("legend", { class: "pxe-label" }, spec.label, spec.required ? requiredMark(desk) : ""), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", element("div", { class: "pxe-chips" }, box, add), slotOf(pointer));
  let updates = [];
  const make = (index) => {
    const place = [...pointer, index];
    const input = element("input", { type: "text", class: "pxa-field", autocomplete: "off", spellcheck: "false", "aria-label": `${spec.label} ${index + 1}` });
    const set = bindText(desk, input, place, { parse: (text) => text });
    const fit = () => (input.size = Math.min(44, Math.max(8, input.value.length + 1)));
    input.addEventListener("input", fit);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      desk.send({ do: "insert", pointer, value: "" });
    });
    const drop = iconButton(ICONS.remove, `${desk.texts.list.take} ${spec.label} ${index + 1}`, () => desk.send({ do: "remove", pointer: place }));
    box.append(element("div", { class: "pxe-chip" }, input, drop, slotOf(place)));
    return (value) => {
      set(value);
      fit();
    };
  };
  const update = (value) => {
    const values = Array.isArray(value) ? value : [];
    if (values.length !== updates.length) {
      box.replaceChildren();
      updates = values.map((_, index) => make(index));
    }
    updates.forEach((one, index) => one(values[index]));
  };
  return { node, update };
}

export function markdownField(desk, spec, pointer, { least = 3, tools = [] } = {}) {
  const input = element("textarea", { id: desk.nextId(), class: "pxa-field pxe-wide pxe-prose", rows: least, "data-least": least });
  const update = bindText(desk, input, pointer, { parse: orNothing(spec) });
  const bar = tools.length ? element("div", { class: "pxe-inline" }, ...tools.map((tool) => tool(input))) : "";
  return { node: framed(desk, spec, pointer, input, bar), update, input };
}
