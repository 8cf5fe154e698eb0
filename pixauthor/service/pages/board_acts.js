// Three dialogs of a supervisor: to give time, to end a sitting, and to close the session.

import { element, fill } from "../_shared/dom.js";

const PERCENTS = { none: 0, third: 33, half: 50, double: 100 };
const MOST_MINUTES = 240;

function opened(place, dialog) {
  const back = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back?.isConnected) back.focus();
  });
  place.append(dialog);
  dialog.showModal();
  return dialog;
}

function dialogOf(place, title, form) {
  const heading = element("h2", { class: "pxa-second", id: "dialog-title" }, title);
  form.prepend(heading);
  return opened(place, element("dialog", { class: "pxa pxa-dialog", "aria-labelledby": "dialog-title" }, form));
}

function buttons(texts, words, close) {
  return element(
    "div",
    { class: "pxa-actions" },
    element("button", { type: "submit", class: "pxa-button pxa-main" }, words.do),
    element("button", { type: "button", class: "pxa-button", onclick: close }, texts.acts.cancel),
  );
}

/** Ask how much time, and call `give({percent, minutes, ends_at})`: the end that was seen, so that twice is once. */
export function askTime(place, texts, row, name, give) {
  const words = texts.time;
  const present = Math.round(100 * row.extra_time) - 100;
  const offered = Object.entries(PERCENTS).filter(([, percent]) => percent > present || (percent === present && percent === 0));
  const choices = offered.map(([one, percent]) => [percent, words[one]]);
  if (present) choices.unshift([present, fill(words.present, { percent: present })]);
  const select = element(
    "select",
    { id: "give-percent", class: "pxa-select" },
    ...choices.map(([percent, label]) => element("option", { value: String(percent) }, label)),
  );
  const minutes = element("input", { id: "give-minutes", class: "pxa-field pxa-small", type: "number", min: "0", max: String(MOST_MINUTES), value: "0", step: "1" });
  const labelled = (input, label) => element("div", {}, element("label", { class: "pxa-label", for: input.id }, label), input);
  const submit = (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    dialog.close();
    give({ percent: Number(select.value), minutes: row.ends_at ? Number(minutes.value) : 0, ends_at: row.ends_at });
  };
  const form = element(
    "form",
    { onsubmit: submit, class: "pxa-give" },
    element("p", { class: "pxa-soft" }, words.lead),
    row.ends_at ? labelled(minutes, words.minutes) : element("p", {}, words.no_end),
    labelled(select, words.percent),
    buttons(texts, words, () => dialog.close()),
  );
  const dialog = dialogOf(place, fill(words.title, { name }), form);
}

/** Ask whether to end a sitting, and call `end` when so. */
export function askEnd(place, texts, name, end) {
  askWhether(place, texts, texts.end, fill(texts.end.title, { name }), end);
}

/** Ask whether to close the session, and call `close` when so. */
export function askClose(place, texts, close) {
  askWhether(place, texts, texts.close, texts.close.title, close);
}

function askWhether(place, texts, words, title, go) {
  const submit = (event) => {
    event.preventDefault();
    dialog.close();
    go();
  };
  const form = element("form", { onsubmit: submit }, element("p", {}, words.lead), buttons(texts, words, () => dialog.close()));
  const dialog = dialogOf(place, title, form);
}
