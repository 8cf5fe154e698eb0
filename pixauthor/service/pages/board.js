// The board of a supervisor: a row for each person. Only what changed is drawn anew, so that nobody loses his place.

import { element, fill } from "../_shared/dom.js";
import { askClose, askEnd, askTime } from "./board_acts.js";

const COLUMNS = ["name", "state", "competence", "answered", "seen", "reports", "acts"];
const UNDER_WAY = new Set(["entered", "answering", "asks", "may-return"]);

/** Draw the board in `place`. Returns `draw(view)` and `silent()`, for when nobody answers. */
export function mountBoard(place, { send, texts, language }) {
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
  const time = (moment) => clock.format(new Date(moment));
  const counts = element("p", { class: "pxa-counts" });
  const lost = element("p", { class: "pxa-notice pxa-lost", role: "alert", hidden: true });
  const said = element("p", { class: "pxa-notice pxa-said", role: "status" });
  const body = element("tbody", {});
  const heads = COLUMNS.map((name) => element("th", { scope: "col" }, texts.columns[name]));
  const table = element(
    "table",
    { class: "pxa-board" },
    element("caption", { class: "pxa-unseen" }, texts.caption),
    element("thead", {}, element("tr", {}, ...heads)),
    body,
  );
  const nobody = element("p", {});
  const close = element("button", { type: "button", class: "pxa-button", onclick: () => askClose(place, texts, shut) }, texts.close.button);
  const closed = element("p", { class: "pxa-notice", hidden: true });
  place.replaceChildren(lost, closed, counts, said, table, nobody, element("div", { class: "pxa-actions" }, close));
  const rows = new Map();
  let known = null;
  let last = null;

  const nameOf = (row) => row.name || fill(texts.row.unnamed, row);

  async function act(path, row, data, what) {
    try {
      const { status, body: reply } = await send(`supervise/${path}`, { candidate: row.candidate, ...data });
      said.textContent = status === 200 ? fill(texts.done, { what, name: nameOf(row) }) : fill(texts.refused, reply);
      if (status === 200) draw(reply);
    } catch {
      said.textContent = fill(texts.refused, { words: texts.lost });
    }
  }

  async function shut() {
    try {
      const { status, body: reply } = await send("supervise/close", {});
      said.textContent = status === 200 ? texts.close.did : fill(texts.refused, reply);
      if (status === 200) draw(reply);
    } catch {
      said.textContent = fill(texts.refused, { words: texts.lost });
    }
  }

  const CELLS = {
    state: (row) => [
      element("span", { class: `pxa-mark pxa-is-${row.state}` }, texts.states[row.state]),
      row.reason && element("span", { class: "pxa-under" }, texts.reasons[row.reason]),
      row.away ? element("span", { class: "pxa-under" }, fill(texts.row.away, { count: row.away })) : null,
    ],
    competence: (row) => {
      if (row.state === "over") {
        const found = row.results.map((one) => element("span", { class: "pxa-line" }, fill(one.level === null ? texts.row.pix : texts.row.level, one)));
        return found.length ? found : [texts.row.no_result];
      }
      const many = row.competences > 1 && row.part > 0;
      return [
        row.competence || texts.row.none,
        many ? element("span", { class: "pxa-under" }, fill(texts.row.part, { part: row.part, parts: row.competences })) : null,
      ];
    },
    answered: (row) => [String(row.answered)],
    seen: (row, view) => {
      const minutes = row.seen_at ? Math.max(0, Math.floor((new Date(view.at) - new Date(row.seen_at)) / 60_000)) : null;
      const ago = minutes === null ? texts.row.none : minutes ? fill(texts.minutes_ago, { count: minutes }) : texts.now;
      const percent = Math.round(100 * row.extra_time) - 100;
      return [
        row.state === "over" && row.seen_at ? time(row.seen_at) : ago,
        row.ends_at && row.state !== "over" ? element("span", { class: "pxa-under" }, fill(texts.row.until, { time: time(row.ends_at) })) : null,
        percent ? element("span", { class: "pxa-under" }, fill(texts.row.extra, { percent })) : null,
      ];
    },
    reports: (row) => {
      if (!row.reports.length) return [texts.row.none];
      const lines = row.reports.map((one) => {
        const line = fill(texts.row.report, { ...one, time: time(one.at), category: texts.categories[one.category] });
        return element("li", {}, line, one.words && element("q", { class: "pxa-under" }, one.words));
      });
      return [element("details", {}, element("summary", {}, fill(texts.row.reports, { count: lines.length })), element("ul", { class: "pxa-list" }, ...lines))];
    },
    acts: (row) => {
      if (!UNDER_WAY.has(row.state)) return [texts.row.none];
      const name = nameOf(row);
      const one = (act_name, go, main = false) =>
        element(
          "button",
          { type: "button", class: main ? "pxa-button pxa-main" : "pxa-button", "aria-label": fill(texts.acts[`${act_name}_of`], { name }), onclick: go },
          texts.acts[act_name],
        );
      const current = () => rows.get(row.candidate).row;
      return [
        row.state === "asks" ? one("return", () => act("return", row, {}, texts.return.did), true) : null,
        one("time", () => askTime(place, texts, current(), name, (data) => act("time", row, data, texts.time.did))),
        one("end", () => askEnd(place, texts, name, () => act("end", row, {}, texts.end.did))),
      ];
    },
  };

  function rowOf(candidate) {
    if (!rows.has(candidate)) {
      const cells = Object.fromEntries(COLUMNS.slice(1).map((name) => [name, element("td", { "data-column": texts.columns[name], class: `pxa-cell-${name}` })]));
      const name = element("th", { scope: "row" });
      rows.set(candidate, { tr: element("tr", {}, name, ...Object.values(cells)), cells, name, row: null });
    }
    return rows.get(candidate);
  }

  /** Put new content into a cell, unless it would be the same; whoever is on a button there stays on one. */
  function put(cell, content) {
    const drawn = element("td", {}, ...content);
    if (drawn.innerHTML === cell.dataset.drawn) return;
    cell.dataset.drawn = drawn.innerHTML;
    const open = cell.querySelector("details")?.open;
    const held = cell.contains(document.activeElement);
    cell.replaceChildren(...drawn.childNodes);
    if (open) cell.querySelector("details")?.setAttribute("open", "");
    if (held) (cell.querySelector("button, summary") ?? said).focus();
  }

  function draw(view) {
    last = view.at;
    lost.hidden = true;
    const people = view.candidates;
    const over = people.filter((row) => row.state === "over").length;
    const underWay = people.filter((row) => UNDER_WAY.has(row.state)).length;
    const sentence = fill(texts.counts, { expected: people.length - over - underWay, under_way: underWay, over });
    if (counts.textContent !== sentence) counts.textContent = sentence;
    close.hidden = Boolean(view.closed_at);
    closed.hidden = !view.closed_at;
    closed.textContent = view.closed_at ? fill(texts.close.closed, { date: day.format(new Date(view.closed_at)) }) : "";
    table.hidden = !people.length;
    nobody.hidden = Boolean(people.length);
    nobody.textContent = people.length ? "" : fill(texts.nobody, view);
    for (const row of people) {
      const shown = rowOf(row.candidate);
      shown.row = row;
      shown.name.textContent = nameOf(row);
      for (const [column, cell] of Object.entries(shown.cells)) put(cell, CELLS[column](row, view));
    }
    for (const [candidate, shown] of rows) {
      if (people.some((row) => row.candidate === candidate)) continue;
      shown.tr.remove();
      rows.delete(candidate);
    }
    people.forEach((row, place_in) => {
      const { tr } = rows.get(row.candidate);
      if (body.children[place_in] !== tr) body.insertBefore(tr, body.children[place_in] ?? null);
    });
    announce(people);
  }

  /** Say who asks to come back, and who reports a problem, since the view before. */
  function announce(people) {
    const news = [];
    const now = new Map(people.map((row) => [row.candidate, row]));
    for (const row of people) {
      const before = known?.get(row.candidate);
      if (row.state === "asks" && before?.state !== "asks") news.push(fill(texts.asks, { name: nameOf(row) }));
      if (known && row.reports.length > (before?.reports.length ?? 0)) news.push(fill(texts.reports_one, { name: nameOf(row) }));
    }
    known = now;
    if (news.length) said.textContent = news.join(" ");
  }

  function silent() {
    lost.textContent = fill(texts.silent, { time: time(last) });
    lost.hidden = false;
  }

  return { draw, silent };
}
