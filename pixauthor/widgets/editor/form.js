// The form: sections of fields, drawn from the description that the schema gives, kept up to date with the file.

import { element } from "../_shared/dom.js";
import { keyOf, plainButton, renew } from "./desk.js";
import { blanksField, mapField, templateField } from "./blanks.js";
import { choiceField, dateField, framed, lineField, linesField, markdownField, numberField, slotOf, switchField, ticksField } from "./fields.js";
import { fileAsks, fileField, dropZone, illustrationField, pictureTool } from "./media.js";
import { choicesField, entriesField, optionsField, sourcesField } from "./question.js";
import { drawRows } from "./rows.js";
import { testsField } from "./samples.js";

const KINDS = {
  line: lineField,
  date: dateField,
  integer: numberField,
  number: numberField,
  switch: switchField,
  choice: choiceField,
  ticks: ticksField,
  lines: linesField,
  group: groupField,
  list: listField,
  map: (desk, spec, pointer) => mapField(desk, spec, pointer, drawField),
  prose: (desk, spec, pointer) => markdownField(desk, spec, pointer, { least: 2 }),
  markdown: (desk, spec, pointer) => markdownField(desk, spec, pointer, { least: pointer.length > 1 ? 2 : 3, tools: pointer[0] === "stem" ? [pictureTool(desk, pointer)] : [] }),
  template: templateField,
  blanks: (desk, spec, pointer) => blanksField(desk, spec, pointer, drawField),
  choices: choicesField,
  entries: entriesField,
  sources: sourcesField,
  options: optionsField,
  tests: (desk, spec, pointer) => testsField(desk, spec, pointer, drawField, desk.show),
  file: fileField,
  page: fileField,
  skill: skillField,
};

export function drawField(desk, spec, pointer) {
  if (spec.fields?.some(({ kind }) => kind === "image")) return illustrationField(desk, spec, pointer, drawField);
  return (KINDS[spec.kind] ?? lineField)(desk, spec, pointer);
}

function groupField(desk, spec, pointer) {
  if (spec.name === "tolerances") return foldedField(desk, spec, pointer);
  const parts = (spec.fields ?? []).map((part) => ({ name: part.name, ...drawField(desk, part, [...pointer, part.name]) }));
  const body = element("div", { class: "pxe-parts" }, ...parts.map(({ node }) => node));
  const node = element("fieldset", { class: "pxe-field pxe-group", "data-field": keyOf(pointer) }, element("legend", {}, spec.label), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", body, slotOf(pointer));
  const update = (value, data) => {
    for (const { name, update: set } of parts) set(value?.[name], data);
  };
  return { node, update };
}

/** Fields that are seldom touched, behind a fold that opens when one is set. */
function foldedField(desk, spec, pointer) {
  const parts = spec.fields.map((part) => ({ name: part.name, ...drawField(desk, part, [...pointer, part.name]) }));
  const node = element("details", { class: "pxe-more", "data-field": keyOf(pointer) }, element("summary", {}, spec.label), ...parts.map((one) => one.node), slotOf(pointer));
  const update = (value) => {
    for (const { name, update: set } of parts) set(value?.[name]);
  };
  return { node, update };
}

function listField(desk, spec, pointer) {
  const isFiles = spec.fields.some(({ kind }) => kind === "file");
  const draw = (place) => {
    const parts = spec.fields.map((part) => ({ name: part.name, ...drawField(desk, part, [...place, part.name]) }));
    const node = element("div", { class: "pxe-parts" }, ...parts.map((one) => one.node), slotOf(place));
    const update = (value) => {
      for (const { name, update: set } of parts) set(value?.[name]);
    };
    return { node, update };
  };
  const rows = drawRows(desk, {
    pointer,
    draw,
    tall: true,
    name: (_value, index) => `${spec.label} – ${index + 1}`,
    add: isFiles ? null : { words: desk.texts.list.add, label: `${desk.texts.list.add} : ${spec.label}`, command: { do: "insert", pointer } },
    remove: (index) => ({ do: "remove", pointer: [...pointer, index] }),
    move: (index, to) => ({ do: "move", pointer: [...pointer, index], to }),
  });
  const zone = isFiles ? dropZone(desk, { use: "file", words: desk.texts.media.choose_file, asks: fileAsks(desk), then: (value) => ({ do: "insert", pointer, value }) }) : "";
  const node = element("fieldset", { class: "pxe-field pxe-group", "data-field": keyOf(pointer) }, element("legend", {}, spec.label), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", rows.node, zone, slotOf(pointer));
  const update = (value) => {
    node.classList.toggle("pxe-empty", !value?.length && !spec.required);
    rows.update(value);
  };
  return { node, update };
}

/** The skill, with its level: those of the competence, in whose folder the file is. */
function skillField(desk, spec, pointer) {
  const input = element("select", { id: desk.nextId(), class: "pxa-select pxe-wide", "data-field": keyOf(pointer) });
  input.addEventListener("change", () => {
    const chosen = desk.model.get("skills").flatMap(({ skills }) => skills).find(({ id }) => id === input.value);
    desk.send({ do: "skill", skill: chosen.id, level: chosen.level });
  });
  let drawn = "";
  const update = (value) => {
    const tubes = desk.model.get("skills");
    const known = tubes.some(({ skills }) => skills.some(({ id }) => id === value));
    const wanted = keyOf([tubes, known ? "" : value]);
    if (wanted !== drawn) {
      drawn = wanted;
      const groups = tubes.map(({ tube, skills }) => element("optgroup", { label: tube }, ...skills.map(({ id, label }) => element("option", { value: id }, label))));
      input.replaceChildren(...(known ? [] : [element("option", { value: value ?? "" }, String(value ?? desk.texts.none))]), ...groups);
    }
    input.value = value ?? "";
  };
  return { node: framed(desk, spec, pointer, input), update };
}

const OPEN = ["question", "answer"];

/** Draw the whole form; `update` draws it anew only when the item has become of another type. */
export function drawForm(desk) {
  const node = element("div", { class: "pxe-form" });
  let fields = [];
  let drawn = "";
  const update = () => {
    const form = desk.model.get("form");
    const data = desk.model.get("data");
    if (keyOf(form) !== drawn) {
      drawn = keyOf(form);
      fields = [];
      node.replaceChildren(...form.map((section) => sectionField(desk, section, fields)));
    }
    for (const { name, update: set } of fields) set(data.values?.[name], data);
  };
  return { node, update };
}

function sectionField(desk, section, fields) {
  const parts = section.fields.map((spec) => ({ name: spec.name, ...drawField(desk, spec, [spec.name]) }));
  fields.push(...parts);
  const count = element("span", { class: "pxe-count" });
  return element("details", { class: "pxe-section", "data-section": section.name, open: OPEN.includes(section.name) }, element("summary", {}, element("h3", {}, section.title), count), element("div", { class: "pxe-parts" }, ...parts.map(({ node }) => node)));
}

/** Put every finding beside its field, and count them in the heads of the sections. Returns those that have no field. */
export function placeFindings(desk, node, findings) {
  const slots = new Map([...node.querySelectorAll("[data-slot]")].map((slot) => [slot.dataset.slot, slot]));
  const placed = new Map([...slots.values()].map((slot) => [slot, []]));
  for (const input of node.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const loose = [];
  for (const finding of findings) {
    (placed.get(slotFor(slots, finding.pointer)) ?? loose).push(finding);
    const input = node.querySelector(`[data-field="${CSS.escape(keyOf(finding.pointer))}"]`);
    if (finding.severity === "error") input?.setAttribute("aria-invalid", "true");
  }
  for (const [slot, own] of placed) showFindings(desk, slot, own);
  for (const section of node.querySelectorAll(".pxe-section")) {
    const count = section.querySelectorAll(".pxe-finding").length;
    section.querySelector(".pxe-count").textContent = count ? String(count) : "";
    section.querySelector(".pxe-count").title = count ? desk.texts.findings.title : "";
  }
  return loose;
}

function slotFor(slots, pointer) {
  for (let length = pointer.length; length > 0; length -= 1) {
    const slot = slots.get(keyOf(pointer.slice(0, length)));
    if (slot) return slot;
  }
  return null;
}

/** Show findings in `node`; those already there stay as they are: a button must not go while it is pressed. */
export function showFindings(desk, node, findings, more = null) {
  const facts = findings.map(({ line, column, ...told }) => (more ? [told, line, column] : told));
  renew(node, facts, () => findings.map((finding) => findingLine(desk, finding, more?.(finding))));
}

/** One finding in words, with what can be done about it. */
function findingLine(desk, finding, more) {
  const { texts } = desk;
  const tools = element("span", { class: "pxe-acts" });
  if (finding.fix) tools.append(plainButton(texts.findings.fix, () => desk.send({ do: "fix", finding }), { class: "pxa-button pxe-small pxe-fix", "aria-label": `${texts.findings.fix} : ${finding.message}` }));
  if (finding.silence) {
    const silence = () => desk.send({ do: "insert", pointer: ["silenced"], value: { rule: finding.silence, reason: "" } });
    tools.append(plainButton(texts.findings.silence, silence, { class: "pxe-link", "aria-label": `${texts.findings.silence} : ${finding.message}` }));
  }
  if (more) tools.append(more);
  return element("div", { class: `pxe-finding pxe-${finding.severity}` }, element("p", {}, element("strong", {}, `${finding.severity_said} ${finding.code} `), element("span", {}, finding.message), " ", element("span", { class: "pxe-hint" }, finding.hint)), tools);
}
