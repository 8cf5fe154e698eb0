// Competence by level: numbers in cells, holes by sign and words. Arrow keys go from cell to cell, Tab to the grid and out of it.

import { element, fill } from "../_shared/dom.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function heatOf(page, { levels, rows }) {
  const { texts } = page;
  const heads = levels.map((level) => element("th", { scope: "col" }, element("abbr", { title: fill(texts["level-n"], { n: level }) }, String(level))));
  const body = element("tbody", {}, ...rows.map((row) => line(page, row)));
  const table = element("table", { role: "grid", "aria-label": texts.heat, onkeydown: (event) => move(event, table) }, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, texts.columns.competence), ...heads)), body);
  const cells = [...table.querySelectorAll("button")];
  const first = cells.find((one) => one.getAttribute("aria-pressed") === "true") ?? cells.find((one) => one.dataset.focus === page.cell) ?? cells[0];
  if (first) first.tabIndex = 0;
  return [element("div", { class: "pxa-scroll pxa-heat", tabindex: "0", role: "region", "aria-label": texts.heat }, table), element("p", { class: "pxa-hint" }, texts.legend)];
}

function line(page, { code, title, cells }) {
  return element("tr", {}, element("th", { scope: "row", title }, code), ...cells.map((cell) => square(page, code, cell)));
}

function square(page, code, cell) {
  const { texts, send } = page;
  if (cell.state === "outside") return element("td", { class: "pxa-outside" }, "·");
  const name = `cell-${code}-${cell.level}`;
  const said = fill(texts.cell[cell.state], { competence: code, level: cell.level, items: cell.items, validated: cell.validated });
  const shown = { hole: `○ ${texts.hole}`, draft: `◌ ${cell.items}`, served: cell.validated === cell.items ? String(cell.items) : `${cell.validated} (${cell.items})` };
  const ask = () => {
    page.cell = name;
    send({ do: "cell", competence: code, level: cell.level });
  };
  const inside = element("button", { type: "button", tabindex: "-1", "aria-label": said, title: said, "aria-pressed": String(cell.asked), "data-focus": name, onclick: ask }, shown[cell.state]);
  return element("td", { class: `pxa-square pxa-${cell.state}`, "data-step": String(cell.step) }, inside);
}

function move(event, table) {
  const step = STEPS[event.key];
  const from = event.target.closest("td");
  if (!step || !from) return;
  event.preventDefault();
  let [row, column] = [from.parentElement.sectionRowIndex, from.cellIndex];
  const body = table.tBodies[0].rows;
  // Cells where the framework has no skill are passed over.
  for (;;) {
    row += step[0];
    column += step[1];
    const cell = body[row]?.cells[column];
    if (!cell || column === 0) return;
    const next = cell.querySelector("button");
    if (!next) continue;
    table.querySelectorAll("button").forEach((one) => (one.tabIndex = -1));
    next.tabIndex = 0;
    next.focus();
    return;
  }
}
