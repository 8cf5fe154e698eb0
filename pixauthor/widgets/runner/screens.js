// The screens of a sitting before its result: welcome, question, pause. Each gives `{nodes, drawing?}`.

import { element, fill } from "../_shared/dom.js";
import { drawItem } from "../_shared/item.js";

export function button(words, onclick, main = false) {
  return element("button", { type: "button", class: main ? "pxa-button pxa-main" : "pxa-button", onclick }, words);
}

export function heading(words) {
  return element("h2", { class: "pxa-title", tabindex: "-1", "data-focus": true }, words);
}

export function kicker(words) {
  return element("p", { class: "pxa-kicker" }, words);
}

export function welcome({ view, texts, can, act }) {
  const words = texts.session;
  const minutes = view.ends_at ? Math.max(1, Math.round((Date.parse(view.ends_at) - Date.parse(view.at)) / 60_000)) : 0;
  return {
    nodes: [
      heading(words.welcome),
      element("p", {}, fill(words.welcome_lead, { most: view.most })),
      can.has("return") ? element("p", {}, words.welcome_return) : null,
      element("p", {}, view.feedback ? words.welcome_feedback : words.welcome_plain),
      minutes ? element("p", {}, fill(words.welcome_limit, { minutes })) : null,
      element("h3", { class: "pxa-second" }, words.competences),
      element("ul", { class: "pxa-list" }, ...view.titles.map((title) => element("li", {}, title))),
      element("div", { class: "pxa-actions" }, button(words.start, act.next, true)),
    ].filter(Boolean),
  };
}

export function question(context) {
  const { view, texts, act, draft } = context;
  const words = texts.session;
  const problem = element("p", { class: "pxa-problem", role: "alert" }, view.problem || "");
  const mount = element("div");
  const drawing = draw(mount, context, {
    initialAnswer: draft,
    onAnswer: (value) => {
      problem.replaceChildren();
      act.keep(value);
    },
  });
  const submit = (event) => {
    event.preventDefault();
    const value = drawing.getAnswer();
    if (value === null) problem.textContent = words.nothing;
    else act.answer(value);
  };
  const actions = element(
    "div",
    { class: "pxa-actions" },
    element("button", { type: "submit", class: "pxa-button pxa-main" }, words.answer),
    button(words.skip, () => act.answer(null)),
  );
  return { nodes: [advance(view, words), element("form", { onsubmit: submit, novalidate: true }, mount, problem, actions)], drawing };
}

export function pause(context) {
  const { view, texts, act } = context;
  const words = texts.session;
  const nodes = [];
  let drawing = null;
  if (view.told) {
    const mount = element("div");
    drawing = draw(mount, context, { initialAnswer: view.told.value, disabled: true });
    nodes.push(advance(view, words, false), mount, feedback(view.told, words));
  }
  if (view.checkpoint) nodes.push(...checkpoint(view.checkpoint, words, !view.told));
  nodes.push(element("div", { class: "pxa-actions" }, button(words.next, act.next, true)));
  return { nodes, drawing };
}

function draw(mount, { view, texts, language }, options) {
  return drawItem(mount, view.item, { language, texts: texts.item, media: view.media, ...options });
}

function advance(view, words, focus = true) {
  const most = Math.max(view.most * view.competences, view.rank);
  const bar = element("span", { class: "pxa-bar", "aria-hidden": "true" }, element("span"));
  bar.firstChild.style.width = `${(100 * view.answered) / most}%`;
  const title = fill(words.number, { number: view.rank, most });
  const part = view.competences > 1 ? fill(words.part, { part: view.part, parts: view.competences }) : null;
  return element(
    "header",
    { class: "pxa-progress" },
    part && kicker(part),
    kicker(view.competence),
    element("h2", { class: "pxa-rank", tabindex: "-1", "data-focus": focus }, title),
    bar,
  );
}

function feedback(one, words) {
  return element(
    "section",
    { class: `pxa-feedback ${one.good ? "pxa-good" : "pxa-other"}` },
    element("h3", { class: "pxa-status", tabindex: "-1", "data-focus": true }, one.status),
    element("div", { class: "pxa-prose", html: one.said_html }),
    one.expected_html ? expected(one.expected_html, words) : null,
    ...one.tutorials.map((lesson) => tutorial(lesson, words)),
  );
}

function expected(html, words) {
  return element("div", { class: "pxa-right" }, kicker(words.right), element("div", { class: "pxa-prose", html }));
}

function tutorial({ title, html, url, kind }, words) {
  const link = url ? element("p", {}, element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url)) : null;
  return element(
    "div",
    { class: "pxa-tutorial" },
    kicker(kind === "to-learn-more" ? words.learn_more : words.succeed),
    element("h4", {}, title),
    element("div", { class: "pxa-prose", html }),
    link,
  );
}

function checkpoint({ rows }, words, first) {
  const title = first ? heading(words.checkpoint) : element("h3", { class: "pxa-second" }, words.checkpoint);
  const tone = (row) => (row.good === null ? null : row.good ? "pxa-good" : "pxa-other");
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, row.question),
      element("td", { class: tone(row) }, row.status ?? words.saved),
    ),
  );
  const head = element("tr", {}, ...[words.question, words.outcome].map((name) => element("th", { scope: "col" }, name)));
  return [
    title,
    element("p", {}, words.checkpoint_lead),
    element("table", { class: "pxa-look" }, element("thead", {}, head), element("tbody", {}, ...body)),
  ];
}
