// The form of a campaign. The kernel holds the text and its faults; this draws them and sends commands.

import { element, fill } from "../_shared/dom.js";
import { listen, morphChildren } from "./morph.js";
import { action, badgeOf, checkbox, command, fieldOf, findingsOf, stageOf, treeOf } from "./parts.js";

let forms = 0;

function render({ model, el }) {
  const texts = model.get("texts");
  const page = { texts, uid: `pxa-campaign-${(forms += 1)}` };
  const root = element("section", { class: "pxa pxa-campaign", lang: model.get("language"), "data-lm-suppress-shortcuts": "true", "aria-label": texts.form_name });
  listen(root, (told) => model.send(told));
  const parts = { shell: shellOf, notice: noticeOf, form: formOf };
  const shown = Object.entries(parts).map(([trait, draw]) => {
    const mount = element("div", { class: `pxa-part-${trait}` });
    const show = () => morphChildren(mount, draw(page, model.get(trait)).filter(Boolean));
    model.on(`change:${trait}`, show);
    root.append(mount);
    show();
    return [trait, show];
  });
  el.append(root);
  return () => shown.forEach(([trait, show]) => model.off(`change:${trait}`, show));
}

function shellOf(page, shell) {
  const { texts, uid } = page;
  const options = shell.campaigns.map((id) => element("option", { value: id, selected: id === shell.chosen }, id));
  if (!shell.chosen) options.unshift(element("option", { value: "", selected: true }, "–"));
  const chooser = element(
    "div",
    { class: "pxa-line" },
    element("label", { for: `${uid}-chooser` }, texts.choose),
    element("select", { id: `${uid}-chooser`, class: "pxa-select", "data-command": command({ do: "choose" }) }, ...options),
  );
  const off = (flag) => (flag ? null : "true");
  const toolbar = element(
    "div",
    { class: "pxa-actions", role: "group", "aria-label": texts.toolbar },
    // Always open: what was typed a moment ago is on its way.
    action(texts.save, { do: "save" }, { class: "pxa-button pxa-main" }),
    action(texts.undo, { do: "undo" }, { "aria-disabled": off(shell.undo) }),
    action(texts.redo, { do: "redo" }, { "aria-disabled": off(shell.redo) }),
    element("span", { class: "pxa-saved" }, shell.unsaved ? texts.unsaved : texts.all_saved),
  );
  return [element("div", { class: "pxa-row" }, chooser, newOf(page)), shell.conflict ? conflictOf(texts) : element("div"), shell.chosen ? toolbar : null];
}

function newOf({ texts, uid }) {
  const line = (name, hint) =>
    element("div", { class: "pxa-line" }, element("label", { for: `${uid}-new-${name}` }, texts[`new_${name}`]), element("input", { id: `${uid}-new-${name}`, name, class: "pxa-field", required: true, autocomplete: "off", "aria-describedby": hint && `${uid}-new-hint` }), hint ? element("p", { id: `${uid}-new-hint`, class: "pxa-hint" }, hint) : null);
  const form = element("form", { "data-command": command({ do: "new" }) }, line("campaign", texts.new_hint), line("title"), element("button", { type: "submit", class: "pxa-button" }, texts.create));
  return element("details", { class: "pxa-new" }, element("summary", {}, texts.new), form);
}

function conflictOf(texts) {
  const choice = (side) => action(texts[`keep_${side}`], { do: "resolve", side });
  return element("div", { class: "pxa-conflict", role: "alert" }, element("p", {}, texts.conflict_said), element("div", { class: "pxa-actions" }, ...["both", "mine", "theirs"].map(choice)));
}

function noticeOf(_page, words) {
  return [element("p", { class: "pxa-notice", role: "status" }, words)];
}

function formOf(page, form) {
  const { texts } = page;
  // Of another campaign, other folds are open.
  page.campaign = form.id;
  if (!("readable" in form)) return [element("p", { class: "pxa-hint" }, texts.none)];
  const general = form.general.length ? element("div", { class: "pxa-general", role: "group", "aria-label": texts.general }, findingsOf(form.general, `${page.uid}-general`)) : element("div");
  if (!form.readable) return [general, element("p", {}, texts.not_yaml), element("pre", { tabindex: "0" }, form.source)];
  return [general, identityOf(page, form), conductOf(page, form), profileOf(page, form), piecesOf(page, "stages", form, stageOf), piecesOf(page, "badges", form, badgeOf)];
}

function identityOf(page, { fields, kinds, locales }) {
  const { texts } = page;
  const code = fieldOf(page, "code", fields.code, { hint: texts.code_hint });
  code.append(action(texts.new_code, { do: "code" }, { class: "pxa-button pxa-small-button" }));
  return element(
    "fieldset",
    { "data-key": "identity" },
    element("legend", {}, element("h3", {}, texts.identity)),
    fieldOf(page, "title", fields.title),
    element("div", { class: "pxa-row" }, code, fieldOf(page, "kind", fields.kind, { choices: kinds }), fieldOf(page, "locale", fields.locale, { choices: locales })),
    fieldOf(page, "message", fields.message, { hint: texts.message_hint }),
    fieldOf(page, "external_id_label", fields.external_id_label, { hint: texts.external_hint }),
    element("div", { class: "pxa-row" }, fieldOf(page, "opens", fields.opens), fieldOf(page, "closes", fields.closes)),
  );
}

function conductOf(page, { fields }) {
  const { texts } = page;
  const boxes = ["feedback", "right_answers", "multiple_sendings"].map((name) => checkbox(page, name, fields[name]));
  const days = ["improve_after", "reset_after"].map((name) => fieldOf(page, name, fields[name]));
  return element("fieldset", { "data-key": "conduct" }, element("legend", {}, element("h3", {}, texts.conduct)), ...boxes, element("div", { class: "pxa-row" }, ...days));
}

function profileOf(page, { profile_title, profile_findings, areas, totals }) {
  const { texts, uid } = page;
  return element(
    "fieldset",
    { "data-key": "profile" },
    element("legend", {}, element("h3", {}, texts.profile)),
    fieldOf(page, "profile_title", profile_title),
    element("p", { class: "pxa-totals" }, fill(texts.totals, totals)),
    findingsOf(profile_findings, `${uid}-profile-faults`),
    ...treeOf(page, areas),
  );
}

function piecesOf(page, name, form, draw) {
  const { texts } = page;
  const pieces = form[name].map((one, at) => draw(page, one, at, form[name].length, form.skills));
  return element(
    "fieldset",
    { "data-key": name },
    element("legend", {}, element("h3", {}, texts[name])),
    element("p", { class: "pxa-hint" }, texts[`${name}_hint`]),
    ...pieces,
    action(texts[`add_${name}`], { do: "add", pointer: [name] }),
  );
}

export default { render };
