// Pieces that the parts of the reviewers' page share.

import { element, unseen } from "../_shared/dom.js";

export function pressable(words, name, onclick, main = false) {
  return element("button", { type: "button", class: main ? "pxa-button pxa-main" : "pxa-button", "data-focus": name, onclick }, words);
}

export function momentOf(at, language) {
  const said = new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });
  return element("time", { datetime: at }, said);
}

export function listOf(sentences, name = null) {
  return element("ul", { class: name }, ...sentences.map((words) => element("li", {}, words)));
}

/**
 * A table that scrolls by itself; `cells(row)` gives what stands under each column, the first as the head of its row. On a
 * narrow screen its rows are cards: the roles say that it is a table still.
 */
export function tableOf(caption, columns, rows, cells) {
  const head = element("tr", { role: "row" }, ...columns.map((name) => element("th", { scope: "col", role: "columnheader" }, name)));
  const line = (row) => {
    const [first, ...others] = cells(row);
    const cell = (value, number) => element("td", { role: "cell", "data-label": columns[number + 1], class: value === "" ? "pxa-void" : null }, value);
    return element("tr", { role: "row" }, element("th", { scope: "row", role: "rowheader" }, first), ...others.map(cell));
  };
  const body = element("tbody", { role: "rowgroup" }, ...rows.map(line));
  const table = element("table", { role: "table" }, element("caption", {}, unseen(caption)), element("thead", { role: "rowgroup" }, head), body);
  return element("div", { class: "pxa-scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
}

export function entryOf(entry, language) {
  return element(
    "div",
    { class: "pxa-said-entry" },
    element("p", { class: "pxa-byline" }, element("strong", {}, entry.by), ` ${entry.done}, `, momentOf(entry.at, language)),
    entry.text ? element("p", { class: "pxa-words" }, entry.text) : null,
    entry.remarks.length ? listOf(entry.remarks) : null,
  );
}
