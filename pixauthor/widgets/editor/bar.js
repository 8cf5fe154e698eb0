// The top of the editor: which item it is, whether it is saved, what waits for a choice.

import { element, fill } from "../_shared/dom.js";
import { iconButton, ICONS, keyOf, plainButton, renew } from "./desk.js";

export function drawBar(desk) {
  const { texts, model } = desk;
  const title = element("h2", { class: "pxe-title" });
  const facts = element("p", { class: "pxe-facts" });
  const state = element("p", { class: "pxe-state", role: "status" });
  const undo = iconButton(ICONS.undo, texts.undo, () => desk.send({ do: "undo" }), { "data-act": "undo" });
  const redo = iconButton(ICONS.redo, texts.redo, () => desk.send({ do: "redo" }), { "data-act": "redo" });
  const save = element("button", { type: "button", class: "pxa-button pxa-main pxe-save", onclick: () => desk.send({ do: "save" }) }, texts.save);
  const node = element("header", { class: "pxe-bar" }, element("div", { class: "pxe-what" }, title, facts), element("div", { class: "pxe-do" }, state, undo, redo, save));
  const label = (button, words, what) => {
    const said = what ? fill(words, { what }) : words.replace(/\s*[:：].*$/, "");
    button.setAttribute("aria-label", said);
    button.title = said;
    button.setAttribute("aria-disabled", String(!what));
  };
  const update = () => {
    const status = model.get("status");
    const file = status.path.split("/").pop();
    title.textContent = status.title || (status.readable ? texts.untitled : file);
    const version = status.version ? fill(texts.version, { version: status.version }) : "";
    facts.replaceChildren(...[status.id, status.type, version, status.status].filter(Boolean).map((words) => element("span", { class: "pxe-fact" }, words)));
    const kept = status.missing ? texts.state.missing : status.dirty ? texts.state.draft : texts.state.saved;
    renew(state, kept, () => [kept]);
    state.dataset.state = status.dirty || status.missing ? "draft" : "saved";
    label(undo, texts.undo, status.undo);
    label(redo, texts.redo, status.redo);
    save.setAttribute("aria-disabled", String(!status.dirty && !status.missing));
  };
  return { node, update };
}

/** What waits for a choice, or went wrong: above everything else. */
export function drawNotices(desk) {
  const { model, texts } = desk;
  const problem = element("div", { class: "pxe-notice pxe-problem", role: "alert" });
  const offers = element("div", { class: "pxe-offers" });
  let drawn = "";
  const update = () => {
    const status = model.get("status");
    const conflict = model.get("conflict");
    renew(problem, status.problem, () => [status.problem ?? ""]);
    problem.hidden = !status.problem;
    const wanted = keyOf([status.draft, status.changed, status.version, conflict]);
    if (wanted === drawn) return;
    drawn = wanted;
    offers.replaceChildren();
    if (status.draft) offers.append(draftOffer(desk, status.draft));
    if (conflict.fields) offers.append(conflictOffer(desk, conflict));
    if (status.changed) offers.append(offer("pxe-warn", texts.version_due, [plainButton(fill(texts.raise, { version: status.version + 1 }), () => desk.send({ do: "raise-version" }))]));
  };
  return { nodes: [problem, offers], update };
}

function offer(kind, words, buttons, more = "") {
  return element("div", { class: `pxe-notice ${kind}`, role: "group" }, element("p", {}, words), more, element("div", { class: "pxe-inline" }, ...buttons));
}

function draftOffer(desk, words) {
  const { texts } = desk;
  return offer("pxe-info", words, [
    plainButton(texts.offer.resume, () => desk.send({ do: "resume" }), { class: "pxa-button pxa-main pxe-small" }),
    plainButton(texts.offer.discard, () => desk.send({ do: "discard" })),
  ]);
}

function conflictOffer(desk, conflict) {
  const { texts } = desk;
  const words = texts.conflict;
  const settle = (side, choices = []) => desk.send({ do: "settle", side, choices });
  const later = plainButton(words.later, () => settle("later"));
  if (conflict.deleted) return offer("pxe-warn", words.deleted, [plainButton(words.write_again, () => settle("mine"), { class: "pxa-button pxa-main pxe-small" }), later]);
  const group = desk.nextId();
  const radio = (index, side, value, chosen) => {
    const id = desk.nextId();
    const input = element("input", { type: "radio", id, name: `${group}-${index}`, value: side, checked: chosen, "data-pointer": keyOf(conflict.fields[index].pointer) });
    return element("td", {}, element("span", { class: "pxe-tick" }, input, element("label", { for: id }, value)));
  };
  const rows = conflict.fields.map((field, index) => {
    if (field.clashes) return element("tr", { class: "pxe-clash" }, element("th", { scope: "row" }, field.field), radio(index, "mine", field.mine, true), radio(index, "theirs", field.theirs, false));
    const mine = field.base === field.theirs;
    return element("tr", {}, element("th", { scope: "row" }, field.field), element("td", {}, `${field.mine}${mine ? ` (${words.kept})` : ""}`), element("td", {}, `${field.theirs}${mine ? "" : ` (${words.kept})`}`));
  });
  const head = element("tr", {}, ...[words.field, words.mine, words.theirs].map((one) => element("th", { scope: "col" }, one)));
  const table = rows.length ? element("div", { class: "pxe-scroll", tabindex: "0", role: "region", "aria-label": words.both }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows))) : "";
  const merge = () => settle("merge", [...table.querySelectorAll("input:checked")].map((input) => [JSON.parse(input.dataset.pointer), input.value]));
  return offer("pxe-warn", words.changed, [
    ...(rows.length ? [plainButton(words.merge, merge, { class: "pxa-button pxa-main pxe-small" })] : []),
    plainButton(words.keep_mine, () => settle("mine")),
    plainButton(words.keep_theirs, () => settle("theirs")),
    later,
  ], table);
}
