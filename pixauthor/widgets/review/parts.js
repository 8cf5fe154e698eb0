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

/** A table that scrolls by itself; `cells(row)` gives what stands under each column, the first as the head of its row. */
export function tableOf(caption, columns, rows, cells) {
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const line = (row) => {
    const [first, ...others] = cells(row);
    return element("tr", {}, element("th", { scope: "row" }, first), ...others.map((cell) => element("td", {}, cell)));
  };
  const body = element("tbody", {}, ...rows.map(line));
  const table = element("table", {}, element("caption", {}, unseen(caption)), element("thead", {}, head), body);
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
