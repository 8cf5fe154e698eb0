// Rows that are added, removed and moved: with buttons by keyboard, by the grip with a mouse.

import { element, fill, unseen } from "../_shared/dom.js";
import { draggable } from "../_shared/ordering.js";
import { goTo, iconButton, ICONS, keyOf } from "./desk.js";

/**
 * Draw a list. `list`: `pointer` of the list; `draw(pointer, index)` makes a row `{node, update(value, index)}`; `name(value, index)` is
 * what people call it, shown above a `tall` row; `add` (words and command), `remove(index)` and `move(index, to)` give commands, `move` only where order counts.
 */
export function drawRows(desk, list) {
  const { texts } = desk;
  const body = element("ol", { class: "pxe-rows" });
  const live = unseen("", { role: "status" });
  const node = element("div", { class: "pxe-list", "data-field": keyOf(list.pointer) }, body, live);
  let rows = [];
  let values = [];

  const nameOf = (index) => list.name?.(values[index], index) || String(index + 1);
  const step = (index, by, act) => {
    const to = index + by;
    if (to < 0 || to >= rows.length) return;
    live.textContent = fill(texts.list.moved, { name: nameOf(index), place: to + 1, count: rows.length });
    desk.send(list.move(index, to));
    rows[to].node.querySelector(`[data-act="${act}"]`).focus();
  };
  const makeRow = (index) => {
    const part = list.draw([...list.pointer, index], index);
    const tools = element("span", { class: "pxe-tools" });
    if (list.move) {
      tools.append(
        iconButton(ICONS.up, "", () => step(index, -1, "up"), { "data-act": "up" }),
        iconButton(ICONS.down, "", () => step(index, 1, "down"), { "data-act": "down" }),
      );
    }
    if (list.remove) tools.append(iconButton(ICONS.remove, "", () => desk.send(list.remove(index)), { "data-act": "remove" }));
    const grip = list.move
      ? element("span", { class: "pxe-grip", "aria-hidden": "true", html: `<svg viewBox="0 0 16 16" width="16" height="16" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"><path d="${ICONS.grip}"/></svg>` })
      : "";
    const title = list.tall ? element("span", { class: "pxe-row-title" }) : "";
    const row = element("li", { class: list.tall ? "pxe-row pxe-tall" : "pxe-row", "data-place": String(index) }, grip, title, element("div", { class: "pxe-row-body" }, part.node), tools);
    return { node: row, update: part.update };
  };
  const label = () => {
    rows.forEach((row, index) => {
      const title = row.node.querySelector(":scope > .pxe-row-title");
      if (title) title.textContent = nameOf(index);
      for (const [act, words] of [["up", texts.list.up], ["down", texts.list.down], ["remove", texts.list.remove]]) {
        const button = row.node.querySelector(`:scope > .pxe-tools [data-act="${act}"]`);
        if (!button) continue;
        const said = fill(words, { name: nameOf(index) });
        button.setAttribute("aria-label", said);
        button.title = said;
        if (act !== "remove") button.setAttribute("aria-disabled", String(act === "up" ? index === 0 : index === rows.length - 1));
      }
    });
  };
  const update = (given) => {
    values = Array.isArray(given) ? given : [];
    if (values.length !== rows.length) {
      rows = values.map((_, index) => makeRow(index));
      body.replaceChildren(...rows.map((row) => row.node));
    }
    rows.forEach((row, index) => row.update(values[index], index));
    label();
  };
  if (list.move) {
    draggable(body, {
      handle: ".pxe-grip",
      isDisabled: () => false,
      dropped: (row) => {
        const from = Number(row.dataset.place);
        const to = [...body.children].indexOf(row);
        // The kernel moves the values; the rows go back to where they were drawn.
        body.replaceChildren(...rows.map((one) => one.node));
        desk.send(list.move(from, to));
      },
    });
  }
  if (list.add) {
    const { words, command, label: said = null } = list.add;
    const button = element("button", { type: "button", class: "pxa-button pxe-small pxe-add", "aria-label": said, onclick: () => desk.send(command) }, words);
    node.append(button);
  }
  return { node, update, focus: () => goTo(desk, list.pointer) };
}
