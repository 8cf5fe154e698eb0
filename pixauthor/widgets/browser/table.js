// The page of items that were found. Python sorts and cuts: only the visible rows are ever here.

import { element, fill, unseen } from "../_shared/dom.js";
import { foundWords } from "./form.js";
import { button } from "./pieces.js";

const CELLS = ["competence", "level", "type", "status", "difficulty", "flag", "author", "touched"];

export function tableOf(page, view) {
  if (!view.rows) return [];
  const { texts } = page;
  const status = element("p", { class: "pxa-found", role: "status" }, foundWords(view, texts));
  return [status, holes(page, view.holes), view.rows.length ? grid(page, view) : element("p", {}, texts.nothing), pager(page, view)];
}

function holes({ texts, send }, skills) {
  if (!skills.length) return null;
  const write = (skill) => element("li", {}, element("code", {}, skill), " ", button(texts.write, `hole-${skill}`, () => send({ do: "act", kind: "new", skill }), { "aria-label": fill(texts["write-for"], { skill }) }));
  return element("div", { class: "pxa-holes" }, element("p", {}, element("strong", {}, `○ ${fill(texts["holes-here"], { n: skills.length })}`)), element("ul", {}, ...skills.slice(0, 6).map(write)));
}

function grid(page, view) {
  const { texts } = page;
  const heads = ["id", ...CELLS].map((name) => head(page, view, name));
  const rows = view.rows.map((row) => rowOf(page, view, row));
  const table = element("table", {}, element("caption", { class: "pxa-unseen" }, texts.items), element("thead", {}, element("tr", {}, ...heads, element("th", { scope: "col" }, unseen(texts.actions)))), element("tbody", {}, ...rows));
  return element("div", { class: "pxa-scroll", tabindex: "0", role: "region", "aria-label": texts.items }, table);
}

function head({ texts, send }, view, name) {
  const sort = element("button", { type: "button", class: "pxa-sort", "data-focus": `sort-${name}`, onclick: () => send({ do: "sort", field: name }) }, texts.columns[name]);
  return element("th", { scope: "col", class: `pxa-col-${name}`, "aria-sort": view.sorted === name ? view.direction : null }, sort);
}

function rowOf({ texts, send }, view, row) {
  const pick = element("button", { type: "button", class: "pxa-pick", "aria-pressed": String(view.chosen === row.path), "data-focus": `pick-${row.path}`, onclick: () => send({ do: "choose", path: row.path }) }, element("code", {}, row.id), ` ${row.title}`);
  const open = button(texts.open, `open-${row.path}`, () => send({ do: "open", path: row.path }), { "aria-label": fill(texts["open-one"], { id: row.id }) });
  return element("tr", { "data-item": row.id }, element("th", { scope: "row" }, pick), ...CELLS.map((name) => element("td", { class: `pxa-col-${name}` }, row[name])), element("td", {}, open));
}

function pager({ texts, send }, view) {
  if (view.pages < 2) return null;
  const turn = (words, name, to) => {
    const off = to < 0 || to >= view.pages;
    return button(words, name, () => off || send({ do: "page", page: to }), { "aria-disabled": String(off) });
  };
  const at = element("span", {}, fill(texts.page, { page: view.page + 1, pages: view.pages }));
  return element("nav", { class: "pxa-pager", "aria-label": texts.pages }, turn(texts.previous, "previous", view.page - 1), at, turn(texts.next, "next", view.page + 1));
}
