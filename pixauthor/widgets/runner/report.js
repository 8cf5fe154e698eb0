// Two dialogs: to say that something is wrong with a question, and to end the session.

import { element } from "../_shared/dom.js";
import { button } from "./screens.js";

const LONGEST_REPORT = 500;

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

/** Ask what is wrong. `send(category, words)` says whether it was kept. */
export function askProblem(place, texts, send) {
  const { report: words } = texts;
  const problem = element("p", { class: "pxa-problem", role: "alert" });
  const groups = Object.entries(words.categories).map(([name, label]) =>
    element("label", { class: "pxa-choice" }, element("input", { type: "radio", name: "category", value: name }), element("span", {}, label)),
  );
  const field = element("textarea", { id: "report-words", class: "pxa-field pxa-paragraph", rows: 3, maxlength: LONGEST_REPORT });
  const submit = async (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    if (!chosen) {
      problem.textContent = words.choose;
      return;
    }
    if (await send(chosen.value, field.value)) dialog.close();
    else problem.textContent = words.refused;
  };
  const form = element(
    "form",
    { onsubmit: submit, novalidate: true },
    element("h3", { class: "pxa-second", id: "report-title" }, words.title),
    element("p", { class: "pxa-soft" }, words.lead),
    element("fieldset", { class: "pxa-answer pxa-choices" }, element("legend", { class: "pxa-label" }, words.category), ...groups),
    element("label", { class: "pxa-label", for: "report-words" }, words.words),
    field,
    problem,
    element(
      "div",
      { class: "pxa-actions" },
      element("button", { type: "submit", class: "pxa-button pxa-main" }, words.send),
      button(words.cancel, () => dialog.close()),
    ),
  );
  const dialog = opened(place, element("dialog", { class: "pxa pxa-dialog", "aria-labelledby": "report-title" }, form));
}

/** Ask whether to end the session, and call `finish` when so. */
export function askEnd(place, texts, finish) {
  const { session: words } = texts;
  const end = () => {
    dialog.close();
    finish();
  };
  const dialog = opened(
    place,
    element(
      "dialog",
      { class: "pxa pxa-dialog", "aria-labelledby": "end-title" },
      element("h3", { class: "pxa-second", id: "end-title" }, words.finish_ask),
      element("p", {}, words.finish_lead),
      element(
        "div",
        { class: "pxa-actions" },
        button(words.cancel, () => dialog.close(), true),
        button(words.finish_do, end),
      ),
    ),
  );
}
