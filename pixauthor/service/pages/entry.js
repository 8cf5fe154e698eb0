// The way in: a code and a name.

import { element } from "../_shared/dom.js";
import { Lost, once } from "./wire.js";

const all = JSON.parse(document.getElementById("texts").textContent);
const texts = all.entry;
const given = new URLSearchParams(window.location.search).get("code") ?? "";
const problem = element("p", { class: "pxa-problem", role: "alert" });

function field(name, help, attributes) {
  const input = element("input", { id: name, name, class: "pxa-field", "aria-describedby": `${name}-help`, required: true, ...attributes });
  const label = element("label", { class: "pxa-label", for: name }, texts[name]);
  return { input, node: element("div", {}, label, input, element("p", { class: "pxa-soft pxa-help", id: `${name}-help` }, help)) };
}

const code = field("code", texts.code_help, {
  autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 40,
});
const identity = field("identity", texts.identity_help, { autocomplete: "name", maxlength: 120 });
const go = element("button", { type: "submit", class: "pxa-button pxa-main" }, texts.go);
code.input.value = given;

async function enter(event) {
  event.preventDefault();
  if (go.getAttribute("aria-disabled")) return;
  go.setAttribute("aria-disabled", "true");
  problem.textContent = "";
  go.textContent = texts.busy;
  try {
    const { status, body } = await once("/api/entry", { code: code.input.value, identity: identity.input.value });
    if (status === 200) {
      window.location.assign(`${body.to}?lang=${document.documentElement.lang}`);
      return;
    }
    problem.textContent = body.words;
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    problem.textContent = texts.lost;
  }
  go.removeAttribute("aria-disabled");
  go.textContent = texts.go;
}

document.getElementById("page").replaceChildren(
  element(
    "section",
    { class: "pxa pxa-runner pxa-entrance" },
    element("p", { class: "pxa-kicker" }, texts.kicker),
    element("h1", { class: "pxa-title" }, texts.heading),
    element("p", {}, texts.lead),
    element("form", { onsubmit: enter, novalidate: true, class: "pxa-form" }, code.node, identity.node, problem, element("div", { class: "pxa-actions" }, go)),
  ),
  element(
    "footer",
    { class: "pxa-foot" },
    element("a", { href: `/?lang=${texts.other_code}`, lang: texts.other_code, hreflang: texts.other_code }, texts.other_language),
  ),
);
(given ? identity : code).input.focus();
