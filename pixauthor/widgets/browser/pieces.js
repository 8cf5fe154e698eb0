// Small pieces that every part of the bank browser is made of.

import { element } from "../_shared/dom.js";

let controls = 0;

/** A button that keeps the focus when its part is drawn again: it is found by `name`. */
export function button(words, name, onclick, attributes = {}) {
  return element("button", { type: "button", class: "pxa-button", "data-focus": name, onclick, ...attributes }, words);
}

/** A list to choose from; `options` may be in groups. */
export function listOf(options, value, attributes = {}) {
  const choice = (one) => element("option", { value: one.value, selected: one.value === value }, one.label);
  const grown = options.map((one) => (one.options ? element("optgroup", { label: one.label }, ...one.options.map(choice)) : choice(one)));
  const list = element("select", { class: "pxa-select", ...attributes }, ...grown);
  list.value = value;
  return list;
}

/** A control under its label, and above a hint. */
export function labelled(words, control, hint) {
  const id = `pxa-control-${(controls += 1)}`;
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return element("div", { class: "pxa-control" }, element("label", { for: id }, words), control, hint ? element("small", { id: `${id}-hint` }, hint) : null);
}

/** Draw a part again, and leave the focus on what bears the same name. */
export function redraw(mount, nodes) {
  const held = document.activeElement;
  const name = held && mount.contains(held) ? held.dataset.focus : null;
  mount.replaceChildren(...nodes.filter(Boolean));
  if (name) mount.querySelector(`[data-focus="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
}

/** Call `act` once `wait` milliseconds have passed without another call. */
export function patient(act, wait) {
  let timer = 0;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}
