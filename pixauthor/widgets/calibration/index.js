// The bench of a calibration: a form, the progress of a run, the items beside the plots of the chosen one.

import { element, fill } from "../_shared/dom.js";
import { filterOf, makeSortable } from "../_shared/sortable.js";
import { historyOf } from "../_shared/history.js";

const NUMBERS = ["b", "a", "p", "r", "infit", "outfit", "n", "level"];

function render({ model, el }) {
  const texts = model.get("texts");
  const root = element("section", { class: "pxa pxa-bench", lang: model.get("language"), "data-lm-suppress-shortcuts": "true", "aria-label": texts.title });
  // Keys typed here are for the form: they must not reach the notebook's shortcuts.
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  const page = { model, texts, root, say: sayer(model.get("language")), send: (command) => model.send(command) };
  const parts = { choice: formOf, progress: progressOf, items: itemsOf, chosen: chosenOf, overview: overviewOf, notice: noticeOf };
  const listeners = Object.entries(parts).map(([trait, draw]) => {
    const mount = element("div", { class: `pxa-part-${trait}` });
    const show = () => {
      const name = document.activeElement && mount.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
      mount.replaceChildren(...draw(page, model.get(trait)));
      if (name) mount.querySelector(`[data-focus="${name}"]`)?.focus({ preventScroll: true });
    };
    model.on(`change:${trait}`, show);
    root.append(mount);
    show();
    return [trait, show];
  });
  // A calibration that was saved can be anchored on: the form has one choice more.
  model.on("change:options", listeners[0][1]);
  listeners.push(["options", listeners[0][1]]);
  el.append(root);
  return () => listeners.forEach(([trait, show]) => model.off(`change:${trait}`, show));
}

function sayer(language) {
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (value) => format.format(value).replace("-", "−");
}

function button(words, name, onclick, main = false) {
  return element("button", { type: "button", class: main ? "pxa-button pxa-main" : "pxa-button", "data-focus": name, onclick }, words);
}

function list(page, name, chosen) {
  const options = page.model.get("options")[name].map(({ value, label }) => element("option", { value, selected: value === chosen }, label));
  return element("select", { name, class: "pxa-select", "data-focus": name }, ...options);
}

function formOf(page, choice) {
  const { texts, send } = page;
  const control = (name) => (name === "prior" ? element("input", { name, class: "pxa-field", value: choice[name], "data-focus": name }) : list(page, name, choice[name]));
  const labelled = (name) => element("label", {}, element("span", {}, texts[name]), control(name));
  const submit = (event) => {
    event.preventDefault();
    send({ do: "run", choice: Object.fromEntries(new FormData(event.target)) });
  };
  const more = element("details", { open: page.open, ontoggle: (event) => (page.open = event.target.open) }, element("summary", {}, texts.more), element("div", { class: "pxa-fields" }, ...["latent", "engine", "errors", "prior", "anchors"].map(labelled)));
  return [
    element(
      "form",
      { onsubmit: submit },
      element("div", { class: "pxa-fields" }, ...["data", "model", "group"].map(labelled)),
      more,
      element(
        "div",
        { class: "pxa-actions" },
        element("button", { type: "submit", class: "pxa-button pxa-main", "data-focus": "run" }, texts.run),
        button(texts.cancel, "cancel", () => send({ do: "cancel" })),
      ),
    ),
  ];
}

function progressOf({ texts, say, root }, { phase, history, change, step, message }) {
  const running = phase === "running";
  const told = history.length ? fill(texts.at, { n: history.length, loglik: say(history[history.length - 1]) }) : "";
  const words = [running ? texts[step] ?? texts.running : texts[`phase-${phase}`], running ? "" : message, told];
  const nodes = [element("p", { class: `pxa-phase pxa-${phase}`, role: "status" }, words.filter(Boolean).join(" "))];
  root.querySelector('[data-focus="cancel"]')?.setAttribute("aria-disabled", String(!running));
  root.querySelector('[data-focus="run"]')?.setAttribute("aria-disabled", String(running));
  if (running) nodes.push(element("progress", { "aria-label": texts.running }));
  if (history.length > 1) nodes.push(historyOf(history, texts.axes, say));
  return nodes;
}

function cell(row, name) {
  const worth = row.sort[name];
  return element("td", { class: "pxa-right", "data-sort": worth === null ? "" : String(worth) }, row.said[name]);
}

function rowOf(row, send) {
  const choose = (event) => {
    event.target.closest("tbody").querySelectorAll("[aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", "false"));
    event.target.closest("button").setAttribute("aria-pressed", "true");
    send({ do: "choose", item: row.item });
  };
  const name = element("button", { type: "button", class: "pxa-pick", "aria-pressed": "false", onclick: choose }, element("code", {}, row.item), row.title ? ` ${row.title}` : "");
  return element(
    "tr",
    { "data-verdict": row.verdict },
    element("th", { scope: "row", "data-item": row.item }, name),
    element("td", { class: `pxa-verdict pxa-${row.verdict}` }, element("strong", {}, row.verdict_said)),
    ...NUMBERS.map((name) => cell(row, name)),
    element("td", {}, row.competence),
  );
}

function itemsOf({ texts, send, model }, rows) {
  if (!rows.length) return [];
  const heads = Object.values(texts.columns).map((name) => element("th", { scope: "col" }, name));
  const body = element("tbody", {}, ...rows.map((row) => rowOf(row, send)));
  const table = element("table", {}, element("caption", {}, fill(texts.items, { n: rows.length })), element("thead", {}, element("tr", {}, ...heads)), body);
  const filter = filterOf(table, texts.filter, texts.verdicts);
  makeSortable(table);
  body.querySelector(`[data-item="${CSS.escape(model.get("chosen").item ?? rows[0].item)}"] button`)?.setAttribute("aria-pressed", "true");
  const scroll = element("div", { class: "pxa-scroll", tabindex: "0", role: "region", "aria-label": texts.items_name }, table);
  return [element("h3", {}, texts.items_title), filter, scroll];
}

function exports({ texts, send }, what) {
  const write = (form) => button(fill(texts.export, { form: form.toUpperCase() }), `${what}-${form}`, () => send({ do: "export", what, form }));
  return element("div", { class: "pxa-actions" }, write("svg"), write("pdf"));
}

function chosenOf(page, { item, html, words }) {
  if (!item) return [];
  const row = page.model.get("items").find((one) => one.item === item);
  const said = element("ul", {}, element("li", {}, element("strong", {}, row?.verdict_said ?? "")), ...words.map((one) => element("li", {}, one)));
  return [element("h3", { "aria-live": "polite" }, fill(page.texts.chosen, { item })), said, element("div", { html }), exports(page, "item")];
}

function overviewOf(page, { options, name, html }) {
  if (!options) return [];
  const choose = (event) => page.send({ do: "show", name: event.target.value });
  const choices = options.map(({ value, label }) => element("option", { value, selected: value === name }, label));
  const select = element("select", { class: "pxa-select", onchange: choose, "data-focus": "overview" }, ...choices);
  const label = element("label", {}, element("span", {}, page.texts.plot), select);
  const actions = exports(page, "overview");
  actions.append(button(page.texts.report, "report", () => page.send({ do: "report" })));
  return [element("h3", {}, page.texts.overview), element("div", { class: "pxa-fields" }, label), element("div", { html: html ?? "" }), actions];
}

function noticeOf(_page, words) {
  return [element("p", { class: "pxa-notice", role: "status" }, words)];
}

export default { render };
