// The reviewers' page: who is there, the queue, and the open item with all that is said of it.

import { drawItem } from "../_shared/item.js";
import { element, fill } from "../_shared/dom.js";
import { checklistOf } from "./checklist.js";
import { diffOf } from "./diff.js";
import { entryOf, listOf, pressable, tableOf } from "./parts.js";
import { threadsOf } from "./threads.js";

function render({ model, el }) {
  const texts = model.get("texts");
  const root = element("section", { class: "pxa pxa-review", lang: model.get("language"), "data-lm-suppress-shortcuts": "true", "aria-label": texts.form.title });
  // Keys typed here are for the forms: they must not reach the notebook's shortcuts.
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  const page = { model, texts, language: model.get("language"), drawings: [], send: (command) => model.send(command) };
  const parts = [["who", whoPart], ["queue", queuePart], ["notice", noticePart], ["item", itemPart], ["diff", diffPart], ["item", talkPart]];
  const listeners = parts.map(([trait, draw]) => {
    const mount = element("div", { class: `pxa-part-${trait}` });
    const drawings = [];
    page.drawings.push(drawings);
    const show = () => {
      const held = mount.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
      const typed = page.acted ? [] : typedIn(mount);
      drawings.splice(0).forEach((drawing) => drawing.destroy());
      mount.replaceChildren(...draw(page, model.get(trait), drawings));
      putBack(mount, typed);
      const next = held && mount.querySelector(`[data-focus="${CSS.escape(held)}"]`);
      next?.focus({ preventScroll: true });
      page.lost ||= Boolean(held && !next);
    };
    model.on(`change:${trait}`, show);
    root.append(mount);
    show();
    return [trait, show];
  });
  // Once all parts are drawn: what was handed in is done with, what was refused is still there. What held the focus may be
  // gone (a form that was handed in): then what came of it is read next.
  const rest = () =>
    setTimeout(() => {
      if (page.lost) root.querySelector(".pxa-notice")?.focus({ preventScroll: true });
      page.acted = page.lost = false;
    });
  model.on("change:notice", rest);
  listeners.push(["notice", rest]);
  el.append(root);
  return () => {
    listeners.forEach(([trait, show]) => model.off(`change:${trait}`, show));
    page.drawings.flat().forEach((drawing) => drawing.destroy());
  };
}

/** Return what somebody typed or ticked and has not handed in yet, by the name of the control, for the open item. */
function typedIn(mount) {
  const item = mount.querySelector("[data-path]")?.dataset.path;
  const controls = item ? [...mount.querySelectorAll("[data-path] [data-focus]")] : [];
  const filled = controls.filter((one) => (one.type === "radio" ? one.checked : "value" in one && one.value));
  return filled.map((one) => ({ item, name: one.dataset.focus, radio: one.type === "radio", value: one.value }));
}

function putBack(mount, typed) {
  const item = mount.querySelector("[data-path]")?.dataset.path;
  for (const one of typed.filter((kept) => kept.item === item)) {
    const control = mount.querySelector(`[data-focus="${CSS.escape(one.name)}"]`);
    if (one.radio) control?.click();
    else if (control) control.value = one.value;
  }
}

function whoPart({ texts, send }, { person, name, people, roles }) {
  const choose = (event) => send({ do: "person", id: event.target.value });
  const known = people?.map(({ value, label }) => element("option", { value, selected: value === person }, label));
  const control = known
    ? element("select", { class: "pxa-select", "data-focus": "person", onchange: choose }, element("option", { value: "" }, texts.form.nobody), ...known)
    : element("input", { class: "pxa-field", value: person, "data-focus": "person", onchange: choose });
  const label = element("label", {}, element("span", {}, texts.form.who), control);
  const refresh = pressable(texts.form.refresh, "refresh", () => send({ do: "refresh" }));
  return [element("div", { class: "pxa-fields" }, label, refresh), element("p", { class: "pxa-soft" }, roles ? fill(texts.form.roles, { person: name, roles }) : texts.form.choose)];
}

function queuePart({ texts, send }, queue) {
  const filters = queue.filters.map(({ name, label }) => {
    const radio = element("input", { type: "radio", name: "pxa-queue", checked: name === queue.filter, "data-focus": `filter-${name}`, onchange: () => send({ do: "filter", name }) });
    return element("label", {}, radio, ` ${label}`);
  });
  const choice = element("fieldset", { class: "pxa-filters" }, element("legend", {}, texts.form.queue), ...filters);
  if (!queue.rows.length) return [choice, element("p", { class: "pxa-soft" }, texts.form.empty)];
  const columns = ["id", "phase", "turn", "author", "approvals", "refusals", "threads"].map((name) => texts.column[name]);
  const cells = (row) => [
    opener(row, send),
    element("span", { class: `pxa-phase pxa-${row.phase}` }, row.fault || row.phase_said),
    row.turn_said ? element("strong", {}, row.turn_said) : "",
    row.author,
    row.approvals,
    row.refusals,
    row.threads ? String(row.threads) : "",
  ];
  return [choice, tableOf(texts.form.queue, columns, queue.rows, cells)];
}

function opener(row, send) {
  const name = element("code", {}, row.id);
  const open = () => send({ do: "open", path: row.path });
  return element("button", { type: "button", class: "pxa-pick", "aria-pressed": String(row.chosen), "data-focus": `open-${row.id}`, onclick: open }, name, ` ${row.title}`);
}

function noticePart(_page, { words, good }) {
  return [element("p", { class: `pxa-notice ${good ? "pxa-good" : "pxa-problem"}`, role: "status", tabindex: "-1", "data-focus": "notice" }, words ? `${good ? "✓" : "✕"} ${words}` : "")];
}

function itemPart({ texts, language }, item, drawings) {
  if (!item.id) return [];
  const mount = element("div", { class: "pxa-as-seen" });
  const { item: drawable, media } = item.drawing;
  drawings.push(drawItem(mount, drawable, { language, texts: texts.item, media }));
  const key = element("details", {}, element("summary", {}, texts.form.key), element("div", { class: "pxa-key", html: item.key_html }));
  return [
    element("h3", { "aria-live": "polite" }, element("code", {}, item.id), ` ${item.title}`),
    element("dl", { class: "pxa-facts" }, ...item.facts.map(({ name, value }) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    listOf(item.said, "pxa-said"),
    part(texts.form.as_seen, "seen", mount, key),
    part(texts.form.findings, "findings", findingsOf(item, texts)),
  ];
}

function talkPart(page, item) {
  const { texts, language, send } = page;
  if (!item.id) return [];
  const act = (action, said = {}) => {
    page.acted = true;
    send({ do: "act", action, seen: item.seen, ...said });
  };
  const parts = [
    part(texts.form.threads, "threads", ...threadsOf(item, texts, language, act)),
    part(texts.form.review, "checklist", ...reviewOf(item, texts, act)),
    part(texts.form.status, "moves", ...movesOf(item, texts, act)),
    element("details", { class: "pxa-log" }, element("summary", {}, texts.cli.log), ...item.log.map((entry) => entryOf(entry, language))),
  ];
  return [element("div", { "data-path": item.path }, ...parts)];
}

function part(title, name, ...nodes) {
  return element("div", { class: `pxa-box pxa-box-${name}` }, element("h4", {}, title), ...nodes);
}

function findingsOf(item, texts) {
  if (!item.findings.length) return element("p", { class: "pxa-soft" }, texts.form.clean);
  const columns = ["rule", "place", "message", "hint"].map((name) => texts.form[name]);
  return tableOf(texts.form.findings, columns, item.findings, (one) => [
    element("span", { class: `pxa-severity pxa-${one.severity}` }, element("code", {}, one.code), ` ${one.severity_said}`),
    one.place,
    one.message,
    one.hint,
  ]);
}

function reviewOf(item, texts, act) {
  if (!item.reviews.length) return [element("p", { class: "pxa-soft" }, texts.form.not_reviewer)];
  if (item.reviews.every((one) => one.reason)) return [element("p", { class: "pxa-reason" }, item.reviews[0].reason)];
  return [item.given ? element("p", { class: "pxa-given" }, item.given) : "", checklistOf(item, texts, act)];
}

function movesOf(item, texts, act) {
  if (!item.moves.length) return [element("p", { class: "pxa-soft" }, texts.form.no_moves)];
  const note = element("textarea", { class: "pxa-field", rows: "2", "data-focus": "move-text" });
  const move = ({ action, label, reason }) => {
    const button = pressable(label, `do-${action}`, () => act(action, { text: note.value }), action === "validate" && !reason);
    if (!reason) return button;
    button.setAttribute("aria-disabled", "true");
    return element("div", { class: "pxa-refused" }, button, element("p", { class: "pxa-reason" }, reason));
  };
  return [element("label", { class: "pxa-note" }, element("span", {}, texts.form.note), note), element("div", { class: "pxa-actions" }, ...item.moves.map(move))];
}

function diffPart({ texts, language, send }, diff, mine) {
  if (!diff.revisions) return [];
  const compare = (before, after) => send({ do: "compare", before, after });
  const { nodes, drawings } = diffOf(diff, texts, texts.item, language, compare);
  mine.push(...drawings);
  return [part(texts.diff.title, "diff", ...nodes)];
}

export default { render };
