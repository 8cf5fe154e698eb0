// The result: a table that is a chart, what to work on, what was asked, and when to try again.

import { element, fill } from "../_shared/dom.js";
import { button, heading, kicker } from "./screens.js";

export function result({ view, texts, language, can, act }) {
  const words = texts.result;
  const found = view.results;
  return {
    nodes: [
      kicker(words.kicker),
      heading(words.heading),
      element("p", {}, found.length ? words[view.reason] : words.none),
      ...(found.length ? [chart(found, words), element("p", { class: "pxa-soft" }, words.chart_note)] : []),
      ...found.map((one) => competence(one, words, again(one, { view, words, language, can, act }))),
      element("p", { class: "pxa-soft" }, words.caution),
      ...(can.has("return") ? [element("div", { class: "pxa-actions" }, button(words.leave, act.leave)), element("p", { class: "pxa-soft" }, words.leave_note)] : []),
    ],
  };
}

function chart(found, words) {
  // Of a campaign that asks some skills of a competence there is no level to tell.
  const hasLevels = found.some((one) => one.level !== null);
  const columns = [words.competence, ...(hasLevels ? [words.level] : []), words.pix, words.between];
  const rows = found.map((one) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, `${one.competence} ${one.title}`, bar(one)),
      ...(hasLevels ? [cell(words.level, String(one.level ?? "–"))] : []),
      cell(words.pix, `${one.pix} `, element("span", { class: "pxa-soft" }, fill(words.of, { most: one.pix_most }))),
      cell(words.between, one.pix_low === one.pix_high ? String(one.pix) : fill(words.range, { low: one.pix_low, high: one.pix_high })),
    ),
  );
  return element(
    "table",
    { class: "pxa-chart" },
    element("caption", {}, words.chart),
    element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", {}, ...rows),
  );
}

/** A cell that says its column when the table is folded on a narrow screen. */
function cell(name, ...content) {
  return element("td", {}, element("span", { class: "pxa-column", "aria-hidden": "true" }, name), element("span", {}, ...content));
}

function bar(one) {
  const part = (pix) => `${(100 * pix) / one.pix_most}%`;
  const reached = element("span", { class: "pxa-reached" });
  reached.style.width = part(one.pix);
  const between = element("span", { class: "pxa-between" });
  between.style.left = part(one.pix_low);
  between.style.width = part(one.pix_high - one.pix_low);
  return element("span", { class: "pxa-scale", "aria-hidden": "true" }, reached, between);
}

function competence(one, words, retry) {
  return element(
    "section",
    { class: "pxa-part" },
    element("h3", { class: "pxa-second" }, `${one.competence} ${one.title}`),
    ...(one.advice.length ? [element("h4", {}, words.advice), ...one.advice.map((lesson) => advice(lesson, words))] : []),
    asked(one.skills, words),
    ...retry,
  );
}

/** A skill that was missed, and what to read about it. */
function advice({ level, tube, words: skill, tutorials }, words) {
  const lessons = tutorials.flatMap(({ title, html, url }) => [
    element("p", {}, element("strong", {}, title)),
    element("div", { class: "pxa-prose", html }),
    ...(url ? [element("p", {}, element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url))] : []),
  ]);
  return element("div", { class: "pxa-tutorial" }, kicker(`${tube} · ${fill(words.advice_level, { level })}`), element("h5", {}, skill), ...lessons);
}

function asked(skills, words) {
  const rows = skills.map((skill) =>
    element(
      "li",
      { class: skill.good ? "pxa-good" : "pxa-other" },
      element("strong", {}, skill.good ? words.acquired : words.to_work_on),
      element("span", {}, `${skill.words} `, element("span", { class: "pxa-soft" }, fill(words.skill_level, { level: skill.level }))),
    ),
  );
  return element("details", {}, element("summary", {}, words.skills), element("ul", { class: "pxa-skills" }, ...rows));
}

/** When to try again, and, once the day has come, how. */
function again(one, { view, words, language, can, act }) {
  const open = (moment) => can.has("again") && moment && Date.parse(moment) <= Date.parse(view.at);
  const name = (words) => fill(words, { competence: one.competence });
  const waits = when({ improve_at: !open(one.improve_at) && one.improve_at, reset_at: !open(one.reset_at) && one.reset_at }, words, language);
  const ways = [
    open(one.improve_at) && button(name(words.improve_now), () => act.again(one.competence, "improve")),
    open(one.reset_at) && button(name(words.reset_now), () => act.again(one.competence, "afresh")),
  ].filter(Boolean);
  return [
    ...(waits ? [element("p", { class: "pxa-soft" }, waits)] : []),
    ...(ways.length ? [element("div", { class: "pxa-actions" }, ...ways)] : []),
  ];
}

function when({ improve_at: improve, reset_at: reset }, words, language) {
  const day = (moment) => new Date(moment).toLocaleDateString(language, { dateStyle: "long" });
  return [
    improve && fill(words.improve, { date: day(improve) }),
    reset && fill(words.reset, { date: day(reset) }),
  ].filter(Boolean).join(" ");
}
