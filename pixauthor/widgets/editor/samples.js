// The item's own tests: sample answers with what each must get.

import { element } from "../_shared/dom.js";
import { plainButton } from "./desk.js";
import { bindText, choiceField, lineField, numberField, slotOf } from "./fields.js";
import { drawRows } from "./rows.js";
import { keyOf } from "./desk.js";

/** A control whose label is heard only: what it holds says what it is. */
function quiet(control) {
  control.node.querySelector("label").classList.add("pxa-unseen");
  return control;
}

export function testsField(desk, spec, pointer, drawField, show) {
  const { texts } = desk;
  const part = (name) => spec.fields.find((field) => field.name === name);
  let words = [];
  const draw = (place, index) => {
    const answer = element("input", { type: "text", class: "pxa-field pxe-wide", autocomplete: "off", "aria-label": `${part("answer").label} ${index + 1}` });
    const setAnswer = bindText(desk, answer, [...place, "answer"], { parse: (text) => text });
    const said = element("p", { class: "pxe-said" });
    const outcome = quiet(choiceField(desk, part("outcome"), [...place, "outcome"]));
    const note = quiet(lineField(desk, part("note"), [...place, "note"], { placeholder: part("note").label }));
    const credit = numberField(desk, part("credit"), [...place, "credit"]);
    const mode = choiceField(desk, part("mode"), [...place, "mode"]);
    let given = null;
    const replay = plainButton(texts.samples.replay, () => show(given), { class: "pxe-link", "aria-label": `${texts.samples.replay} : ${texts.samples.one} ${index + 1}` });
    const more = element("details", { class: "pxe-more" }, element("summary", {}, texts.samples.more), credit.node, mode.node);
    const update = (value) => {
      given = value?.answer ?? null;
      const typed = typeof given === "string" && !choosing;
      answer.hidden = !typed;
      said.hidden = typed;
      said.textContent = words[index] ?? "";
      replay.hidden = given === null || Boolean(given?.upload);
      if (typed) setAnswer(given);
      outcome.update(value?.outcome);
      note.update(value?.note);
      credit.update(value?.credit);
      mode.update(value?.mode);
      node.dataset.outcome = value?.outcome ?? "";
    };
    const node = element("div", { class: "pxe-sample" }, element("div", { class: "pxe-given" }, answer, said, slotOf([...place, "answer"])), outcome.node, note.node, element("div", { class: "pxe-inline" }, replay), more, slotOf(place));
    return { node, update };
  };
  let choosing = false;
  const rows = drawRows(desk, {
    pointer,
    draw,
    name: (_value, index) => `${texts.samples.one} ${index + 1}`,
    remove: (index) => ({ do: "remove", pointer: [...pointer, index] }),
    move: (index, to) => ({ do: "move", pointer: [...pointer, index], to }),
  });
  const node = element("div", { class: "pxe-field", "data-field": keyOf(pointer) }, element("p", { class: "pxe-help" }, texts.samples.help), rows.node, slotOf(pointer));
  const update = (value, { values, answers }) => {
    words = answers;
    choosing = ["single-choice", "multiple-choice", "ordering", "matching"].includes(values.type);
    rows.update(value);
  };
  return { node, update };
}
