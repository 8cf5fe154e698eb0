// An action being prepared: its fields, the files that will change, or why it cannot be done. The page behind waits.

import { element, fill } from "../_shared/dom.js";
import { button, labelled, listOf, patient } from "./pieces.js";

const SETTLING = 250;

export function dialogOf(page) {
  let shown = null;
  const close = (event) => {
    event?.preventDefault();
    page.send({ do: "close" });
  };
  const root = element("dialog", { class: "pxa-dialog", oncancel: close, "aria-labelledby": page.id("dialog") });
  const show = (view) => {
    const name = view.kind ? `${view.kind} ${view.item}` : "";
    if (!name) {
      if (root.open) root.close();
      shown = null;
    } else if (shown?.name !== name) {
      shown = { name, ...built(page, view, close) };
      root.replaceChildren(...shown.nodes);
      if (!root.open) root.showModal();
    }
    shown?.update(view);
  };
  return { root, show };
}

function built(page, view, close) {
  const { texts, send } = page;
  // What was typed just now may still be on its way when the button is pressed: then it is done once the plan is there.
  let [ready, waiting, wanted] = [false, false, false];
  const say = (field, value) => {
    waiting = true;
    send({ do: "fill", field, value });
  };
  const controls = Object.fromEntries(view.fields.map(({ name, value }) => [name, control(page, view.kind, name, value, say)]));
  const steps = element("ul", { class: "pxa-steps" });
  const plan = element("div", {}, element("h4", {}, texts.plan), steps);
  const fault = element("p", { class: "pxa-fault", role: "alert" });
  const hint = element("p", { class: "pxa-hint", role: "status" });
  const go = element("button", { type: "submit", class: "pxa-button pxa-main" }, texts.execute[view.kind]);
  const submit = (event) => {
    event.preventDefault();
    for (const one of Object.values(controls)) one.flush?.();
    if (waiting) wanted = true;
    else if (ready) send({ do: "execute" });
  };
  const fields = Object.entries(controls).map(([name, one]) => labelled(texts.field[name], one.node, texts.about[name]));
  const nodes = [
    element("h3", { id: page.id("dialog") }, fill(texts.title_of[view.kind], { id: view.item })),
    element("p", {}, texts.why[view.kind]),
    element("form", { onsubmit: submit, novalidate: true }, ...fields, plan, hint, fault, element("div", { class: "pxa-actions" }, go, button(texts.cancel, "cancel", close))),
  ];
  const update = (now) => {
    ready = now.ready;
    for (const { name, value } of now.fields) controls[name].set(value);
    steps.replaceChildren(...now.steps.map((step) => element("li", {}, step)));
    plan.hidden = !now.steps.length;
    fault.textContent = now.missing ? "" : now.fault;
    hint.textContent = now.missing ? now.fault : now.ready && !now.steps.length ? texts["nothing-to-do"] : "";
    go.setAttribute("aria-disabled", String(!now.ready));
    if (wanted && ready) send({ do: "execute" });
    [waiting, wanted] = [false, false];
  };
  return { nodes, update };
}

function control(page, kind, name, value, say) {
  const lists = { skill: "skills", type: "type", locale: "locale" };
  if (lists[name]) {
    const options = page.model.get("options")[lists[name]];
    const all = value ? options : [{ value: "", label: page.texts.choose }, ...options];
    const node = listOf(all, value, { "data-focus": `dialog-${name}`, onchange: () => say(name, node.value) });
    return { node, set: (now) => (node.value = now) };
  }
  let sent = value;
  const tell = () => {
    if (node.value === sent) return;
    sent = node.value;
    say(name, sent);
  };
  const soon = patient(tell, SETTLING);
  const node = element("input", { class: "pxa-field", value, autocomplete: "off", spellcheck: "false", "data-focus": `dialog-${name}`, oninput: soon, onchange: tell });
  const set = (now) => {
    if (document.activeElement === node && node.value !== sent) return;
    node.value = sent = now;
  };
  return { node, set, flush: () => (soon.cancel(), tell()) };
}
