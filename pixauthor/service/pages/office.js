// What the pages of those who work with the service have in common: a head, and a way in.

import { element } from "../_shared/dom.js";
import { Lost } from "../runner/wire.js";

/** Make the head of a page. */
export function head(texts, heading, kicker, ...tools) {
  return element(
    "header",
    { class: "pxa-office-head" },
    element("div", {}, kicker && element("p", { class: "pxa-kicker pxa-soft" }, kicker), element("h1", { tabindex: "-1" }, heading)),
    element(
      "div",
      { class: "pxa-office-tools" },
      ...tools,
      element("a", { href: `?lang=${texts.other_code}`, lang: texts.other_code, hreflang: texts.other_code }, texts.other_language),
    ),
  );
}

/** Draw the way in. `fields`: attributes of each input, by name; `ask(data)` sends them; `entered(body)` is called when that is right. */
export function mountSignIn(page, { texts, fields, ask, entered }) {
  const problem = element("p", { class: "pxa-problem", role: "alert" });
  const lines = fields.map(({ name, ...attributes }) => {
    const help = texts[`${name}_help`];
    const input = element("input", {
      id: name, name, class: "pxa-field", required: true, autocomplete: "off", maxlength: 120, "aria-describedby": help && `${name}-help`, ...attributes,
    });
    const label = element("label", { class: "pxa-label", for: name }, texts[name]);
    return { name, input, node: element("div", {}, label, input, help && element("p", { class: "pxa-soft pxa-help", id: `${name}-help` }, help)) };
  });
  const go = element("button", { type: "submit", class: "pxa-button pxa-main" }, texts.go);
  const enter = async (event) => {
    event.preventDefault();
    if (go.getAttribute("aria-disabled")) return;
    go.setAttribute("aria-disabled", "true");
    go.textContent = texts.busy;
    problem.textContent = "";
    try {
      const { status, body } = await ask(Object.fromEntries(lines.map(({ name, input }) => [name, input.value])));
      if (status === 200) return entered(body);
      problem.textContent = body.words;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      problem.textContent = texts.lost;
    }
    go.removeAttribute("aria-disabled");
    go.textContent = texts.go;
  };
  const nodes = lines.map(({ node }) => node);
  const form = element("form", { onsubmit: enter, novalidate: true, class: "pxa-form" }, ...nodes, problem, element("div", { class: "pxa-actions" }, go));
  page.replaceChildren(head(texts, texts.heading), element("section", { class: "pxa-runner pxa-entrance" }, element("p", {}, texts.lead), form));
  lines[0].input.focus();
}
