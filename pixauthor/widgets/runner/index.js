// The pages of a session: welcome, question, feedback, result. The kernel decides what is shown; this draws it and sends commands.

import { drawItem } from "../_shared/item.js";
import { element, fill } from "../_shared/dom.js";

const screens = { welcome, question, feedback, result };

function render({ model, el }) {
  const root = element("section", { class: "pxa pxa-runner", lang: model.get("language"), "data-lm-suppress-shortcuts": "true" });
  let drawing = null;
  let shown = null;
  // Keys typed here answer a question: they must not reach the notebook's shortcuts.
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  const show = () => {
    const view = model.get("view");
    drawing?.destroy();
    const texts = model.get("texts");
    const send = (command) => {
      if (root.hasAttribute("aria-busy")) return;
      root.setAttribute("aria-busy", "true");
      model.send({ attempt: view.attempt, ...command });
    };
    const page = screens[view.screen]({ view, texts: texts.runner, itemTexts: texts.item, language: model.get("language"), send });
    drawing = page.drawing ?? null;
    root.removeAttribute("aria-busy");
    root.replaceChildren(...page.nodes);
    // The reader is taken to the new page, but not at the first one: opening a notebook must not move the focus.
    if (shown !== null) root.querySelector("[data-focus]")?.focus({ preventScroll: shown === view.screen });
    if (shown !== null) root.scrollIntoView({ block: "nearest" });
    shown = view.screen;
  };
  model.on("change:view", show);
  el.append(root);
  show();
  return () => {
    model.off("change:view", show);
    drawing?.destroy();
  };
}

function heading(words) {
  return element("h2", { class: "pxa-title", tabindex: "-1", "data-focus": true }, words);
}

function button(words, onclick, main = false) {
  return element("button", { type: "button", class: main ? "pxa-button pxa-main" : "pxa-button", onclick }, words);
}

function kicker(words) {
  return element("p", { class: "pxa-kicker" }, words);
}

function welcome({ view, texts, send }) {
  return {
    nodes: [
      kicker(texts.kicker),
      heading(view.competence),
      element("p", {}, fill(texts.about, { most: view.most })),
      element("p", {}, texts.promise),
      element("div", { class: "pxa-actions" }, button(texts.start, () => send({ do: "start" }), true)),
    ],
  };
}

function advance({ view, texts }) {
  const words = fill(texts.number, { number: view.attempt, most: view.most });
  const bar = element("span", { class: "pxa-bar", "aria-hidden": "true" }, element("span"));
  bar.firstChild.style.width = `${(100 * view.attempt) / view.most}%`;
  return element(
    "header",
    { class: "pxa-progress" },
    kicker(view.competence),
    element("h2", { class: "pxa-rank", tabindex: "-1", "data-focus": view.screen === "question" }, words),
    bar,
  );
}

function draw({ view, itemTexts, language }, options) {
  const mount = element("div");
  const drawing = drawItem(mount, view.item, { language, texts: itemTexts, media: view.media, ...options });
  return { mount, drawing };
}

function question(page) {
  const { view, texts, send } = page;
  const problem = element("p", { class: "pxa-problem", role: "alert" }, view.problem || "");
  const { mount, drawing } = draw(page, { onAnswer: () => problem.replaceChildren() });
  const submit = (event) => {
    event.preventDefault();
    const value = drawing.getAnswer();
    if (value === null) problem.textContent = texts.nothing;
    else send({ do: "answer", value });
  };
  const form = element(
    "form",
    { onsubmit: submit, novalidate: true },
    mount,
    problem,
    element(
      "div",
      { class: "pxa-actions" },
      element("button", { type: "submit", class: "pxa-button pxa-main" }, texts.answer),
      button(texts.skip, () => send({ do: "skip" })),
    ),
  );
  return { nodes: [advance(page), form], drawing };
}

function feedback(page) {
  const { view, texts, send } = page;
  const { mount, drawing } = draw(page, { initialAnswer: view.value, disabled: true });
  const panel = element(
    "section",
    { class: `pxa-feedback ${view.good ? "pxa-good" : "pxa-other"}` },
    element("h3", { class: "pxa-status", tabindex: "-1", "data-focus": true }, view.status),
    element("div", { class: "pxa-prose", html: view.said_html }),
    ...view.tutorials.map((one) => tutorial(one, texts)),
    element("div", { class: "pxa-actions" }, button(texts.next, () => send({ do: "next" }), true)),
  );
  return { nodes: [advance(page), mount, panel], drawing };
}

function tutorial({ title, html, url, kind }, texts) {
  const link = url ? element("p", {}, element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url)) : null;
  return element(
    "div",
    { class: "pxa-tutorial" },
    kicker(kind === "to-learn-more" ? texts.learn_more : texts.succeed),
    element("h4", {}, title),
    element("div", { class: "pxa-prose", html }),
    link,
  );
}

function result({ view, texts }) {
  const skills = view.skills.map((skill) =>
    element(
      "li",
      { class: skill.good ? "pxa-good" : "pxa-other" },
      element("strong", {}, skill.good ? texts.acquired : texts.to_work_on),
      element(
        "span",
        {},
        `${skill.words} `,
        element("span", { class: "pxa-soft" }, fill(texts.skill_level, { level: skill.level })),
      ),
    ),
  );
  return {
    nodes: [
      kicker(texts.finished),
      heading(view.competence),
      element(
        "div",
        { class: "pxa-marks" },
        element("p", {}, element("strong", {}, String(view.level)), texts.level),
        element("p", {}, element("strong", {}, String(view.pix)), texts.pix),
        element("p", {}, element("strong", {}, `${view.right}/${view.answered}`), texts.right),
      ),
      element("h3", {}, texts.skills),
      element("ul", { class: "pxa-skills" }, ...skills),
      element("p", { class: "pxa-soft" }, texts.caution),
    ],
  };
}

export default { render };
