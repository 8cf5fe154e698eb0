// The check-list: every point is a group of radio buttons named by its sentence; a refused one asks for a remark.

import { element } from "../_shared/dom.js";
import { pressable } from "./parts.js";

let lists = 0;

/** Draw the review form of an item; `send(action, {checklist, remarks, text})` hands it in. */
export function checklistOf(item, texts, send) {
  const uid = `pxa-check-${(lists += 1)}`;
  const groups = [...new Set(item.points.map((point) => point.group))];
  const form = element("form", { class: "pxa-checklist", onsubmit: (event) => event.preventDefault() });
  const note = element("textarea", { class: "pxa-field", rows: "3", name: "text", "data-focus": "review-text" });
  form.append(
    allOf(form, texts),
    ...groups.map((group) => groupOf(group, item.points, texts, uid)),
    element("label", { class: "pxa-note" }, element("span", {}, texts.form.text), note),
    element("div", { class: "pxa-actions" }, ...item.reviews.map((one) => decision(one, form, send))),
  );
  return form;
}

function allOf(form, texts) {
  const grant = () => {
    for (const radio of form.querySelectorAll('input[value="ok"]')) {
      if (!form.querySelector(`input[name="${CSS.escape(radio.name)}"]:checked`)) radio.click();
    }
  };
  return element("div", { class: "pxa-actions" }, pressable(texts.form.all, "all-ok", grant));
}

function decision({ action, label, reason }, form, send) {
  const button = pressable(label, `do-${action}`, () => send(action, answersOf(form)), action === "approve");
  if (!reason) return button;
  button.setAttribute("aria-disabled", "true");
  return element("div", { class: "pxa-refused" }, button, element("p", { class: "pxa-reason" }, reason));
}

function answersOf(form) {
  const checklist = {};
  const remarks = {};
  for (const point of form.querySelectorAll("[data-point]")) {
    const name = point.dataset.point;
    const chosen = point.querySelector("input:checked");
    if (chosen) checklist[name] = chosen.value;
    const remark = point.querySelector("textarea");
    if (chosen?.value === "refused" && remark.value.trim()) remarks[name] = remark.value;
  }
  return { checklist, remarks, text: form.elements.text.value };
}

function groupOf(group, points, texts, uid) {
  const rows = points.filter((point) => point.group === group).map((point) => pointOf(point, texts, uid));
  return element("section", { class: "pxa-group" }, element("h5", {}, texts.group[group]), ...rows);
}

function pointOf(point, texts, uid) {
  const name = `${uid}-${point.id}`;
  const remark = element("textarea", { class: "pxa-field", rows: "2", "data-focus": `${point.id}-remark` });
  const why = element("label", { class: "pxa-remark", hidden: true }, element("span", {}, texts.form.remark), remark);
  const choose = (tick) => () => (why.hidden = tick !== "refused");
  const ticks = ["ok", "refused", ...(point.optional ? ["not-relevant"] : [])];
  const radios = ticks.map((tick) =>
    element("label", { class: `pxa-tick pxa-tick-${tick}` }, element("input", { type: "radio", name, value: tick, onchange: choose(tick), "data-focus": `${point.id}-${tick}` }), ` ${texts.tick[tick]}`),
  );
  return element("fieldset", { class: "pxa-point", "data-point": point.id }, element("legend", {}, point.label), element("div", { class: "pxa-ticks" }, ...radios), why);
}
