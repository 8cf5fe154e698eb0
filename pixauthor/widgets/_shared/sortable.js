// Tables that sort by their heads and are filtered by what is typed. The table is plain HTML first: without this it is only longer.

import { element, fill } from "../_shared/dom.js";

/** What a cell is worth when sorting: its `data-sort` if it has one (empty: unknown), else its words. */
function worth(row, column) {
  const cell = row.cells[column];
  if (!("sort" in cell.dataset)) return cell.textContent.trim();
  return cell.dataset.sort === "" ? null : Number(cell.dataset.sort);
}

function compare(left, right) {
  return typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right));
}

/** Sort the rows of a table by a column; what is unknown stays last. */
export function sortRows(table, column, descending) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: worth(row, column) }));
  const sign = descending ? -1 : 1;
  rows.sort((left, right) => {
    if (left.value === null || right.value === null) return (left.value === null) - (right.value === null);
    return sign * compare(left.value, right.value);
  });
  body.append(...rows.map(({ row }) => row));
}

/** Put a button in each head of a table: a click sorts by the column, another turns the order round. */
export function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const sort = () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sortRows(table, column, descending);
    };
    head.replaceChildren(element("button", { type: "button", class: "pxa-sort", onclick: sort }, head.textContent));
  });
}

/** Return a field and a list above a table that leave the rows with these words and this verdict; says how many are left. */
export function filterOf(table, texts, verdicts) {
  const rows = [...table.tBodies[0].rows];
  const words = element("input", { type: "search", class: "pxa-field", autocomplete: "off" });
  const options = verdicts.map(({ value, label }) => element("option", { value }, label));
  const verdict = element("select", { class: "pxa-select" }, element("option", { value: "" }, texts.all), ...options);
  const found = element("p", { class: "pxa-found", role: "status" });
  const apply = () => {
    const wanted = words.value.trim().toLocaleLowerCase();
    let left = 0;
    for (const row of rows) {
      const fits = (!verdict.value || row.dataset.verdict === verdict.value) && row.textContent.toLocaleLowerCase().includes(wanted);
      row.hidden = !fits;
      left += fits;
    }
    found.textContent = fill(texts.found, { n: left, of: rows.length });
  };
  words.addEventListener("input", apply);
  verdict.addEventListener("change", apply);
  apply();
  return element(
    "div",
    { class: "pxa-filter" },
    element("label", {}, element("span", {}, texts.search), words),
    element("label", {}, element("span", {}, texts.verdict), verdict),
    found,
  );
}
