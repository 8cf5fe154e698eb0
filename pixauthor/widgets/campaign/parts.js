// The parts of the form of a campaign: fields with their findings, targets in a tree, stages, badges.

import { element, fill } from "../_shared/dom.js";

const LONG = ["message", "prescriber_description"];
const MOST = { threshold: 100, improve_after: 365, reset_after: 365 };
const DATES = ["opens", "closes"];

export function command(words) {
  return JSON.stringify(words);
}

export function action(words, told, more = {}) {
  return element("button", { type: "button", class: "pxa-button", "data-command": command(told), ...more }, words);
}

/** Findings as a list that a field is described by; null without any. */
export function findingsOf(findings, id) {
  if (!findings.length) return null;
  const rows = findings.map(({ severity, named, message, hint, place }) =>
    element(
      "li",
      { class: `pxa-finding pxa-${severity}` },
      element("strong", {}, named),
      element("span", {}, ` – ${message} `),
      element("span", { class: "pxa-hint-line" }, hint),
      element("span", { class: "pxa-unseen" }, ` ${place}`),
    ),
  );
  return element("ul", { id, class: "pxa-findings" }, ...rows);
}

export function idOf(page, pointer) {
  return `${page.uid}-${pointer.join("-")}`;
}

/** One field of the file: its label, its control and what is wrong with it. */
export function fieldOf(page, name, field, { choices = null, label = page.texts[name], hint = "" } = {}) {
  const id = idOf(page, field.pointer);
  const faults = findingsOf(field.findings, `${id}-faults`);
  const shared = {
    id,
    "data-command": command({ do: "set", pointer: field.pointer }),
    "aria-describedby": [faults && `${id}-faults`, hint && `${id}-hint`].filter(Boolean).join(" ") || null,
    "aria-invalid": field.findings.some((one) => one.severity === "error") ? "true" : null,
  };
  return element(
    "div",
    { class: `pxa-line pxa-line-${name}`, "data-key": id },
    element("label", { for: id }, label),
    hint ? element("p", { id: `${id}-hint`, class: "pxa-hint" }, hint) : null,
    control(name, field, choices, shared),
    faults,
  );
}

function control(name, field, choices, shared) {
  if (choices) {
    const options = choices.map(({ value, label }) => element("option", { value, selected: value === field.value }, label));
    if (!choices.some(({ value }) => value === field.value)) options.unshift(element("option", { value: field.value, selected: true }, String(field.value || "–")));
    return element("select", { class: "pxa-select", ...shared }, ...options);
  }
  if (LONG.includes(name)) return element("textarea", { class: "pxa-field", rows: name === "message" && field.pointer.length === 1 ? 5 : 2, ...shared }, String(field.value).replace(/\n$/, ""));
  const type = DATES.includes(name) ? "date" : name in MOST ? "number" : "text";
  const bounds = type === "number" ? { min: 0, max: MOST[name] } : {};
  return element("input", { type, class: "pxa-field", autocomplete: "off", value: String(field.value), ...bounds, ...shared });
}

export function checkbox(page, name, field) {
  const id = idOf(page, field.pointer);
  const box = element("input", { type: "checkbox", id, checked: field.value === true, "data-command": command({ do: "set", pointer: field.pointer }) });
  return element("div", { class: "pxa-line", "data-key": id }, element("label", { class: "pxa-check", for: id }, box, ` ${page.texts[name]}`), findingsOf(field.findings, `${id}-faults`));
}

/** The tree of competences and tubes: each is not targeted, or up to a level that tells how many items it has. */
export function treeOf(page, areas) {
  return areas.map((area) =>
    element(
      "details",
      { class: "pxa-area", open: area.chosen > 0, "data-key": `${page.campaign} ${area.title}` },
      element("summary", {}, `${area.title} `, element("span", { class: "pxa-count" }, fill(page.texts.chosen, { n: area.chosen }))),
      ...area.competences.map((one) => competenceOf(page, one)),
    ),
  );
}

function competenceOf(page, competence) {
  const tubes = competence.tubes.map((tube) => targetOf(page, tube, fill(page.texts.tube_label, { title: tube.title })));
  const chosen = competence.tubes.filter((tube) => tube.up_to).length;
  return element(
    "div",
    { class: "pxa-competence", "data-key": competence.name },
    targetOf(page, competence, competence.title),
    element("details", { open: chosen > 0 }, element("summary", {}, fill(page.texts.tubes, { n: tubes.length, chosen })), ...tubes),
  );
}

function targetOf(page, target, label) {
  const id = `${page.uid}-${target.kind}-${target.name.replace(".", "-")}`;
  const faults = findingsOf(target.findings, `${id}-faults`);
  const options = [
    element("option", { value: "", selected: !target.up_to }, page.texts.not_targeted),
    ...target.levels.map(({ value, label: words }) => element("option", { value, selected: value === target.up_to }, words)),
  ];
  const told = { do: "target", kind: target.kind, name: target.name };
  const select = element("select", { id, class: "pxa-select", "data-command": command(told), "aria-describedby": faults && `${id}-faults` }, ...options);
  return element("div", { class: target.up_to ? "pxa-target pxa-chosen" : "pxa-target", "data-key": id }, element("label", { for: id }, label), select, faults);
}

function moves(page, pointer, at, count, name) {
  const above = pointer.slice(0, -1);
  const button = (words, told, off) => action(words, told, { class: "pxa-button pxa-small-button", "aria-label": `${words} – ${name}`, "aria-disabled": off ? "true" : null });
  return element(
    "div",
    { class: "pxa-actions" },
    button(page.texts.up, { do: "move", pointer: [...above, at], to: at - 1 }, at === 0),
    button(page.texts.down, { do: "move", pointer: [...above, at], to: at + 1 }, at === count - 1),
    button(page.texts.remove, { do: "drop", pointer }, false),
  );
}

export function stageOf(page, stage, at, count) {
  const { texts } = page;
  const name = fill(texts.stage, { n: at + 1 });
  const field = (one) => fieldOf(page, one, stage.fields[one], { label: texts[`stage_${one}`] });
  return element(
    "fieldset",
    { class: "pxa-piece", "data-key": `stage-${at}` },
    element("legend", {}, name),
    findingsOf(stage.findings, `${idOf(page, stage.pointer)}-faults`),
    element("div", { class: "pxa-row" }, field("threshold"), field("title")),
    field("message"),
    element("details", {}, element("summary", {}, texts.for_prescriber), field("prescriber_title"), field("prescriber_description")),
    moves(page, stage.pointer, at, count, name),
  );
}

export function badgeOf(page, badge, at, count, skills) {
  const { texts } = page;
  const name = fill(texts.badge, { n: at + 1 });
  const field = (one) => fieldOf(page, one, badge.fields[one], { label: texts[`badge_${one}`] });
  return element(
    "fieldset",
    { class: "pxa-piece", "data-key": `badge-${at}` },
    element("legend", {}, name),
    findingsOf(badge.findings, `${idOf(page, badge.pointer)}-faults`),
    element("div", { class: "pxa-row" }, field("id"), field("title")),
    field("message"),
    ...badge.criteria.map((one, number) => criterionOf(page, one, number, badge.criteria.length, skills)),
    action(texts.add_criterion, { do: "add", pointer: [...badge.pointer, "criteria"] }, { "aria-label": `${texts.add_criterion} – ${name}` }),
    moves(page, badge.pointer, at, count, name),
  );
}

function criterionOf(page, criterion, number, count, skills) {
  const { texts } = page;
  const name = fill(texts.criterion, { n: number + 1 });
  const listed = [...skills, ...criterion.skills.filter((id) => !skills.some((one) => one.id === id)).map((id) => ({ id, label: id, items: 0 }))];
  const boxes = listed.map(({ id, label, items }) => {
    const told = { do: "skill", pointer: criterion.pointer, name: id };
    const box = element("input", { type: "checkbox", checked: criterion.skills.includes(id), "data-command": command(told) });
    return element("label", { class: "pxa-check", "data-key": id }, box, ` ${label} `, element("span", { class: "pxa-count" }, fill(texts.items, { n: items })));
  });
  const chosen = criterion.skills.length;
  const summary = chosen ? fill(texts.some_skills, { n: chosen }) : texts.all_skills;
  const drop = count > 1 ? action(texts.remove, { do: "drop", pointer: criterion.pointer }, { class: "pxa-button pxa-small-button", "aria-label": `${texts.remove} – ${name}` }) : null;
  return element(
    "fieldset",
    { class: "pxa-piece pxa-criterion", "data-key": `criterion-${number}` },
    element("legend", {}, name),
    findingsOf(criterion.findings, `${idOf(page, criterion.pointer)}-faults`),
    fieldOf(page, "threshold", criterion.fields.threshold, { label: texts.criterion_threshold }),
    element("details", {}, element("summary", {}, summary), element("div", { class: "pxa-checks" }, ...boxes)),
    drop,
  );
}
