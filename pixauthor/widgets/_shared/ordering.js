// Ordering by buttons (keyboard, screen reader, touch) or by dragging; the two move the same rows.

import { element, fill, unseen } from "./dom.js";

const UP = "M8 13V3M3.5 7.5 8 3l4.5 4.5";
const DOWN = "M8 3v10M3.5 8.5 8 13l4.5-4.5";

function arrow(path) {
  return element("span", {
    class: "pxa-icon",
    "aria-hidden": "true",
    html: `<svg viewBox="0 0 16 16" width="18" height="18" fill="none" stroke="currentColor" stroke-width="2"
      stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`,
  });
}

export function ordering({ interaction, texts, initial, changed, language, signal }) {
  const entries = sorted(interaction.entries, initial);
  const live = unseen("", { role: "status", "aria-live": "polite", lang: language });
  const list = element("ol", { class: "pxa-order" });
  let disabled = false;

  const place = (row) => [...list.children].indexOf(row);
  const refresh = () => {
    const last = list.children.length - 1;
    [...list.children].forEach((row, index) => {
      const [up, down] = row.querySelectorAll("button");
      // Not `disabled`: a button that loses its focus while it is used leaves the keyboard user nowhere.
      up.setAttribute("aria-disabled", String(index === 0));
      down.setAttribute("aria-disabled", String(index === last));
    });
  };
  const announce = (row) => {
    const count = list.children.length;
    live.textContent = fill(texts.moved, { entry: row.dataset.plain, place: place(row) + 1, count });
    refresh();
    changed();
  };
  const step = (row, by) => {
    const other = list.children[place(row) + by];
    if (!other || disabled) return;
    if (by < 0) other.before(row);
    else other.after(row);
    announce(row);
  };
  const button = (row, entry, by) => {
    const node = element(
      "button",
      {
        type: "button",
        class: "pxa-move",
        "aria-label": fill(by < 0 ? texts.move_up : texts.move_down, { entry: entry.plain }),
        onclick: () => {
          step(row, by);
          node.focus();
        },
      },
      arrow(by < 0 ? UP : DOWN),
    );
    return node;
  };
  for (const entry of entries) {
    const row = element("li", { class: "pxa-entry", "data-id": entry.id, "data-plain": entry.plain });
    row.append(
      element("span", { class: "pxa-entry-text", html: entry.html }),
      element("span", { class: "pxa-moves" }, button(row, entry, -1), button(row, entry, 1)),
    );
    list.append(row);
  }
  draggable(list, { signal, isDisabled: () => disabled, dropped: announce });
  refresh();
  return {
    node: element("div", {}, element("p", { class: "pxa-hint" }, texts.order_help), list, live),
    getAnswer: () => [...list.children].map((row) => row.dataset.id),
    setDisabled: (value) => {
      disabled = value;
      list.classList.toggle("pxa-still", value);
    },
  };
}

function sorted(entries, order) {
  if (!order) return entries;
  return [...entries].sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
}

/** Let rows be dragged by mouse or pen, by their `handle` if they have one; touch keeps scrolling the page, and has the buttons. */
export function draggable(list, { signal, isDisabled, dropped, handle = "li" }) {
  let row = null;
  let before = -1;
  const index = () => [...list.children].indexOf(row);
  const start = (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest("button") || isDisabled()) return;
    if (!event.target.closest(handle)) return;
    const under = event.target.closest("li");
    if (under?.parentElement !== list) return;
    row = under;
    before = index();
    event.preventDefault();
    row.classList.add("pxa-dragged");
    list.setPointerCapture(event.pointerId);
  };
  const move = (event) => {
    if (!row) return;
    const next = [...list.children].find((other) => {
      const box = other.getBoundingClientRect();
      return other !== row && event.clientY < box.top + box.height / 2;
    });
    if (next !== row.nextElementSibling) list.insertBefore(row, next ?? null);
  };
  const end = () => {
    if (!row) return;
    row.classList.remove("pxa-dragged");
    if (index() !== before) dropped(row);
    row = null;
  };
  list.addEventListener("pointerdown", start, { signal });
  list.addEventListener("pointermove", move, { signal });
  list.addEventListener("pointerup", end, { signal });
  list.addEventListener("pointercancel", end, { signal });
}
