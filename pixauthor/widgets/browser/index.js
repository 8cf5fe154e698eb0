// The bank browser: what is covered, what is found, the item looked at, and the dialogs of what can be done to it.

import { element, fill } from "../_shared/dom.js";
import { chosenOf } from "./chosen.js";
import { dialogOf } from "./dialog.js";
import { searchForm } from "./form.js";
import { heatOf } from "./heat.js";
import { button, redraw } from "./pieces.js";
import { tableOf } from "./table.js";
import { treeOf } from "./tree.js";

const NARROW = 620;
let browsers = 0;

function render({ model, el }) {
  const texts = model.get("texts");
  const uid = `pxa-browser-${(browsers += 1)}`;
  const root = element("section", { class: "pxa pxa-browser", lang: model.get("language"), "data-lm-suppress-shortcuts": "true", "aria-labelledby": `${uid}-title` });
  // Keys typed here are for the page: they must not reach the notebook's shortcuts.
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  const page = { model, texts, id: (name) => `${uid}-${name}`, send: (command) => model.send(command), cell: "", narrow: false };
  const places = Object.fromEntries(["reading", "notice", "form", "cover", "table", "chosen"].map((name) => [name, element("div", { class: `pxa-part-${name}` })]));
  const { reading, notice, form, cover, table, chosen } = places;
  notice.setAttribute("role", "status");
  const body = element("div", { class: "pxa-body" }, reading, notice, form, cover, element("div", { class: "pxa-results" }, table, chosen));
  const fold = button("", "fold", () => page.send({ do: "fold" }), { class: "pxa-button pxa-fold" });
  root.append(element("header", {}, element("h2", { id: page.id("title") }, texts.title), fold), body);
  const dialog = dialogOf(page);
  root.append(dialog.root);

  let search = null;
  const shown = model.get("opened");
  const drawings = {
    options: (options) => {
      if (!options.type) return;
      search = searchForm(page);
      form.replaceChildren(search.root);
      if (model.get("controls").lists) search.show(model.get("controls"));
    },
    controls: (controls) => controls.lists && search?.show(controls),
    table: (view) => redraw(table, tableOf(page, view)),
    cover: (view) => {
      redraw(cover, coverOf(page, view));
      makeRoom(page);
    },
    chosen: (view) => redraw(chosen, chosenOf(page, view)),
    dialog: (view) => dialog.show(view),
    notice: (words) => (notice.textContent = words),
    opened: (times) => times > shown && requestAnimationFrame(() => showBeside(root)),
    reading: (told) => reading.replaceChildren(...readingOf(told, texts)),
    folded: (folded) => {
      body.hidden = folded;
      fold.textContent = folded ? texts.unfold : texts["fold-all"];
      fold.setAttribute("aria-expanded", String(!folded));
    },
  };
  const listeners = Object.entries(drawings).map(([trait, draw]) => {
    const show = () => draw(model.get(trait));
    model.on(`change:${trait}`, show);
    return [trait, show];
  });
  el.append(root);
  // On a phone what was found comes first: the tree is one tap away.
  const narrow = new ResizeObserver(([{ contentRect }]) => {
    if (!contentRect.width) return;
    narrow.disconnect();
    page.narrow = contentRect.width < NARROW;
    makeRoom(page);
  });
  narrow.observe(root);
  listeners.forEach(([, show]) => show());
  return () => {
    narrow.disconnect();
    listeners.forEach(([trait, show]) => model.off(`change:${trait}`, show));
  };
}

/** Bring what was opened into sight, where it stands below. */
function showBeside(root) {
  const beside = root.closest(".widget-box")?.querySelector(".pxe, .pxa-translation");
  if (beside && beside.getBoundingClientRect().top > root.getBoundingClientRect().bottom) beside.scrollIntoView({ block: "start" });
}

/** Fold the tree away, once, where there is little room. */
function makeRoom(page) {
  if (!page.narrow || !page.model.get("cover").pane) return;
  page.narrow = false;
  page.send({ do: "pane", pane: "" });
}

function readingOf(told, texts) {
  if (told.of === undefined) return [];
  const words = told.of ? fill(texts["reading-of"], { n: told.done, of: told.of }) : texts.reading;
  return [element("p", { role: "status" }, words), element("progress", told.of ? { "aria-label": texts.reading, max: told.of, value: told.done } : { "aria-label": texts.reading })];
}

function coverOf(page, view) {
  if (view.pane === undefined) return [];
  const { texts, send } = page;
  const choice = (pane) => button(texts[pane], `pane-${pane}`, () => send({ do: "pane", pane }), { "aria-expanded": String(view.pane === pane) });
  const drawn = { tree: () => [treeOf(page, view.tree)], heat: () => heatOf(page, view.heat) }[view.pane]?.() ?? [];
  return [element("h3", {}, texts.cover), element("div", { class: "pxa-panes", role: "group", "aria-label": texts.cover }, choice("tree"), choice("heat")), ...drawn];
}

export default { render };
