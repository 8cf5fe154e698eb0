// An item and its translation, text by text. Rows are built once per page of texts, so that what is typed is never lost.

import { element, fill, unseen } from "../_shared/dom.js";

const SIGNS = { todo: "○", check: "△", done: "●" };
let pages = 0;

function render({ model, el }) {
  const texts = model.get("texts");
  const uid = `pxa-translation-${(pages += 1)}`;
  const root = element("section", { class: "pxa pxa-translation", lang: model.get("language"), "data-lm-suppress-shortcuts": "true", "aria-labelledby": `${uid}-title` });
  // Keys typed here are for the page: they must not reach the notebook's shortcuts.
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  const page = { texts, uid, send: (command) => model.send(command), rows: new Map(), only: false };
  let built = "";
  const show = () => {
    const view = model.get("view");
    if (!view.rows) return;
    const names = [view.source.id, view.own.id, ...view.rows.map((row) => row.name)].join(" ");
    if (names !== built) {
      built = names;
      build(page, root, view);
    }
    update(page, view);
  };
  model.on("change:view", show);
  el.append(root);
  show();
  return () => model.off("change:view", show);
}

function build(page, root, view) {
  const { texts, send, uid } = page;
  page.rows = new Map(view.rows.map((row) => [row.name, rowOf(page, row, view)]));
  page.counts = element("p", { class: "pxa-counts", role: "status" });
  page.problem = element("div", { class: "pxa-problem", role: "alert" });
  page.apart = element("div", {});
  page.save = element("button", { type: "button", class: "pxa-button pxa-main", onclick: () => flush(page, () => send({ do: "save" })) }, texts.save);
  page.state = element("span", { role: "status" });
  const only = element("input", { type: "checkbox", onchange: (event) => filter(page, event.target.checked) });
  root.replaceChildren(
    element("h2", { id: `${uid}-title` }, fill(texts.title, { source: view.source.id, own: view.own.id })),
    element("p", {}, texts.about),
    page.problem,
    page.apart,
    element("div", { class: "pxa-bar-row" }, page.counts, element("label", { class: "pxa-only" }, only, ` ${texts.only}`)),
    element("div", { class: "pxa-heads", "aria-hidden": "true" }, element("span", {}, `${view.source.said} · ${view.source.id}`), element("span", {}, `${view.own.said} · ${view.own.id}`)),
    element("div", { class: "pxa-rows" }, ...[...page.rows.values()].map((row) => row.node)),
    element("div", { class: "pxa-actions" }, page.save, page.state),
  );
}

function rowOf({ texts, send, uid }, row, view) {
  const id = `${uid}-row-${row.name.replace(/\W/g, "-")}`;
  const source = element("div", { class: "pxa-source", lang: view.source.locale, id: `${id}-source` }, row.source);
  let sent = row.own;
  const tell = () => {
    if (field.value === sent) return;
    sent = field.value;
    send({ do: "set", name: row.name, value: sent });
  };
  const shared = { id, class: "pxa-field", lang: view.own.locale, spellcheck: "true", "aria-describedby": `${id}-source ${id}-why`, onchange: tell };
  const field = row.long ? element("textarea", { ...shared, rows: String(Math.min(9, Math.max(2, row.source.split("\n").length + Math.floor(row.source.length / 70)))) }) : element("input", shared);
  const sign = element("span", { class: "pxa-sign" });
  const keep = element("button", { type: "button", class: "pxa-button", onclick: () => (tell(), send({ do: "confirm", name: row.name })) }, texts.confirm, unseen(` : ${row.label}`));
  const why = element("span", { id: `${id}-why`, class: "pxa-why" }, sign);
  const node = element(
    "div",
    { class: "pxa-row" },
    element("label", { for: id }, row.label),
    source,
    element("div", { class: "pxa-own" }, field, row.lines ? element("small", {}, texts.lines) : null, element("div", { class: "pxa-under" }, why, keep)),
  );
  const update = (now) => {
    if (document.activeElement !== field || field.value === sent) field.value = sent = now.own;
    source.textContent = now.source;
    sign.textContent = `${SIGNS[now.standing]} ${now.why}`;
    node.dataset.standing = now.standing;
    keep.hidden = now.standing === "done";
  };
  return { node, update, tell };
}

/** Send what is still being typed, then act. */
function flush(page, act) {
  for (const row of page.rows.values()) row.tell();
  act();
}

function filter(page, only) {
  page.only = only;
  for (const { node } of page.rows.values()) node.hidden = only && node.dataset.standing === "done";
}

function update(page, view) {
  const { texts, send } = page;
  for (const row of view.rows) page.rows.get(row.name).update(row);
  filter(page, page.only);
  page.counts.textContent = fill(texts.counts, view.counts);
  page.state.textContent = view.dirty ? texts.dirty : view.saved ? texts.saved : "";
  page.save.setAttribute("aria-disabled", String(!view.dirty));
  const reload = element("button", { type: "button", class: "pxa-button", onclick: () => send({ do: "reload" }) }, texts.reload);
  page.problem.replaceChildren(...(view.problem ? [element("p", {}, view.problem), reload] : []));
  page.apart.replaceChildren(...apartOf(page, view));
}

function apartOf({ texts, send }, { apart, adapted }) {
  const own = ({ field, label }) => element("li", {}, label, " ", element("button", { type: "button", class: "pxa-button", onclick: () => send({ do: "adapt", field }) }, texts.adapt, unseen(` : ${label}`)));
  const back = ({ field, label }) => element("li", {}, label, " ", element("button", { type: "button", class: "pxa-button", onclick: () => send({ do: "adapt", field }) }, texts.share, unseen(` : ${label}`)));
  const mend = element("button", { type: "button", class: "pxa-button", onclick: () => send({ do: "align" }) }, texts.align);
  return [
    apart.length ? element("div", { class: "pxa-apart" }, element("p", {}, element("strong", {}, `△ ${texts.apart}`)), element("ul", {}, ...apart.map(own)), mend) : null,
    adapted.length ? element("details", {}, element("summary", {}, texts.adapted), element("ul", {}, ...adapted.map(back))) : null,
  ].filter(Boolean);
}

export default { render };
