// Threads of comments: those that are open first; each may be answered, closed and opened again.

import { element, fill } from "../_shared/dom.js";
import { entryOf, pressable } from "./parts.js";

export function threadsOf(item, texts, language, send) {
  const threads = [...item.threads].sort((one, other) => Number(other.open) - Number(one.open));
  const nodes = threads.map((thread) => threadOf(thread, item.talks, texts, language, send));
  if (!nodes.length) nodes.push(element("p", { class: "pxa-soft" }, texts.form.no_threads));
  if (item.talks) nodes.push(newThread(item, texts, send));
  return nodes;
}

function threadOf(thread, talks, texts, language, send) {
  const reply = element("textarea", { class: "pxa-field", rows: "2", "data-focus": `reply-${thread.id}` });
  const answer = () => send("answer", { to: thread.id, text: reply.value });
  const turn = thread.turn && pressable(thread.turn.label, `turn-${thread.id}`, () => send(thread.turn.action, { to: thread.id }));
  const form = talks
    ? [
        element("label", { class: "pxa-note" }, element("span", {}, fill(texts.form.answer_to, { person: thread.entries[0].by })), reply),
        element("div", { class: "pxa-actions" }, pressable(texts.action.answer, `answer-${thread.id}`, answer), turn),
      ]
    : [];
  const about = thread.field || texts.form.whole;
  const head = element("summary", {}, element("span", { class: `pxa-chip pxa-${thread.open ? "open" : "closed"}` }, thread.state), ` ${about}`);
  const entries = thread.entries.map((entry) => entryOf(entry, language));
  return element("details", { class: "pxa-thread", open: thread.open, "data-thread": thread.id }, head, ...entries, ...form);
}

function newThread(item, texts, send) {
  const field = element("select", { class: "pxa-select", "data-focus": "thread-field" }, element("option", { value: "" }, texts.form.whole), ...item.fields.map(({ value, label }) => element("option", { value }, label)));
  const words = element("textarea", { class: "pxa-field", rows: "3", "data-focus": "thread-text" });
  return element(
    "div",
    { class: "pxa-new-thread" },
    element("h5", {}, texts.form.new_thread),
    element("label", { class: "pxa-note" }, element("span", {}, texts.column.field), field),
    element("label", { class: "pxa-note" }, element("span", {}, texts.form.comment), words),
    element("div", { class: "pxa-actions" }, pressable(texts.action.comment, "comment", () => send("comment", { where: field.value, text: words.value }))),
  );
}
