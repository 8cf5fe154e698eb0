// One function per way of answering: `control(context) -> {node, getAnswer, setDisabled?}`.
// `getAnswer` gives the answer as it goes on the wire (docs/item-format.md), or null when nothing was answered.

import { element, fill } from "./dom.js";
import { ordering } from "./ordering.js";
import { simulator } from "./simulator.js";
import { upload } from "./upload.js";

const UNCORRECTED = { autocomplete: "off", autocapitalize: "off", autocorrect: "off", spellcheck: "false" };

function choices(multiple) {
  return ({ interaction, texts, uid, initial, changed }) => {
    const chosen = new Set(multiple ? (initial ?? []) : [initial]);
    const inputs = interaction.options.map((option, index) =>
      element("input", {
        type: multiple ? "checkbox" : "radio",
        id: `${uid}-option-${index}`,
        name: `${uid}-choice`,
        value: option.id,
        checked: chosen.has(option.id),
        onchange: changed,
      }),
    );
    const rows = interaction.options.map((option, index) =>
      element(
        "label",
        { class: "pxa-choice", for: inputs[index].id },
        inputs[index],
        element("span", { class: "pxa-choice-text", html: option.html }),
      ),
    );
    const ticked = () => inputs.filter((input) => input.checked).map((input) => input.value);
    return {
      node: element(
        "div",
        { class: "pxa-choices" },
        element("p", { class: "pxa-hint" }, multiple ? texts.choose_many : texts.choose_one),
        ...rows,
      ),
      getAnswer: () => (multiple ? (ticked().length ? ticked() : null) : (ticked()[0] ?? null)),
    };
  };
}

function field(context, attributes, after = null) {
  const { interaction, texts, uid, initial, changed } = context;
  const long = interaction.format === "paragraph";
  const input = element(long ? "textarea" : "input", {
    ...(long ? { rows: 6 } : { type: "text" }),
    ...UNCORRECTED,
    id: `${uid}-field`,
    class: `pxa-field pxa-${interaction.format ?? "number"}`,
    placeholder: interaction.placeholder || null,
    oninput: changed,
    ...attributes,
  });
  input.value = initial ?? "";
  const label = element("label", { class: "pxa-label", for: input.id }, interaction.label || texts.answer);
  return {
    node: element("div", { class: "pxa-text" }, label, element("div", { class: "pxa-field-row" }, input, after)),
    getAnswer: () => (input.value.trim() ? input.value : null),
  };
}

const shortText = (context) => field(context, {});

function number(context) {
  const { interaction, uid } = context;
  if (!interaction.unit) return field(context, { inputmode: "decimal" });
  const unit = element("span", { class: "pxa-unit", id: `${uid}-unit` }, interaction.unit);
  return field(context, { inputmode: "decimal", "aria-describedby": unit.id }, unit);
}

function select(options, placeholder, attributes, value) {
  const node = element(
    "select",
    { class: "pxa-select", ...attributes },
    element("option", { value: "" }, placeholder),
    ...options.map(([id, label]) => element("option", { value: id }, label)),
  );
  node.value = value ?? "";
  return node;
}

function blankInput(blank, { texts, uid, initial, changed }) {
  const id = `${uid}-blank-${blank.name}`;
  const value = initial?.[blank.name];
  if (blank.options.length) {
    const options = blank.options.map((option) => [option, option]);
    return select(options, blank.placeholder || texts.select, { id, onchange: changed }, value);
  }
  const size = Math.min(40, Math.max(12, (blank.placeholder ?? "").length + 2));
  const placeholder = blank.placeholder || null;
  const input = element("input", {
    type: "text", ...UNCORRECTED, id, size, placeholder, class: "pxa-field pxa-blank-field", oninput: changed,
  });
  input.value = value ?? "";
  return input;
}

function blanks(context) {
  const { interaction, texts } = context;
  const node = element("div", { class: "pxa-prose pxa-template", html: interaction.template_html });
  const inputs = new Map();
  interaction.blanks.forEach((blank, index) => {
    const input = blankInput(blank, context);
    inputs.set(blank.name, input);
    const label = element(
      "label",
      { class: "pxa-unseen", for: input.id },
      blank.label || fill(texts.blank, { number: index + 1 }),
    );
    const gap = node.querySelector(`[data-blank="${blank.name}"]`) ?? node.appendChild(element("p"));
    gap.replaceChildren(label, input);
  });
  return { node, getAnswer: () => collected(inputs) };
}

function matching(context) {
  const { interaction, texts, uid, initial, changed } = context;
  const targets = interaction.targets.map((target) => [target.id, target.plain]);
  const selects = new Map();
  const rows = interaction.sources.map((source, index) => {
    const id = `${uid}-source-${index}`;
    const node = select(targets, texts.select, { id, onchange: changed }, initial?.[source.id]);
    selects.set(source.id, node);
    return element(
      "div",
      { class: "pxa-match", "data-source": source.id },
      element("label", { for: id, html: source.html }),
      element("span", { class: "pxa-arrow", "aria-hidden": "true" }, "→"),
      node,
    );
  });
  return { node: element("div", { class: "pxa-matches" }, ...rows), getAnswer: () => collected(selects) };
}

/** Values of the inputs that were filled in, by name; null when none was. */
function collected(inputs) {
  const filled = [...inputs].map(([name, input]) => [name, input.value]).filter(([, value]) => value.trim());
  return filled.length ? Object.fromEntries(filled) : null;
}

function fileTask(context) {
  const { interaction, texts, resolve } = context;
  const response = { ...context, interaction: interaction.response };
  const control = controls[interaction.response.type](response);
  return {
    ...control,
    node: element("div", {}, downloads(texts.files, interaction.files, resolve), control.node),
  };
}

/** Links to files of the item, under a heading. */
export function downloads(heading, files, resolve) {
  const entries = files.map((file) => {
    const name = file.href.split("/").pop();
    const link = element("a", { href: resolve(file.href), download: name }, file.label || name);
    return element("li", {}, link, file.label ? element("span", { class: "pxa-file-name" }, ` (${name})`) : null);
  });
  return element(
    "div",
    { class: "pxa-downloads" },
    element("p", { class: "pxa-label" }, heading),
    element("ul", {}, ...entries),
  );
}

export const controls = {
  "single-choice": choices(false),
  "multiple-choice": choices(true),
  "short-text": shortText,
  number,
  blanks,
  "dependent-blanks": blanks,
  ordering,
  matching,
  "file-task": fileTask,
  upload,
  simulator,
};
