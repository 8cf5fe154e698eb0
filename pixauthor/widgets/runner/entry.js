// The way in: a code and a name.

import { element } from "../_shared/dom.js";
import { Lost } from "./wire.js";

let entries = 0;

/**
 * Draw the way in, in `place`. The host has `send` and `texts` as in session.js, `code` when it is known, and
 * `entered(body)`, called once the service has let somebody in; `note` is said below.
 */
export function mountEntry(place, { send, texts: all, code: known = "", entered, note = "", focus = true }) {
  const texts = all.entry;
  const uid = `pxa-entry-${(entries += 1)}`;
  const problem = element("p", { class: "pxa-problem", role: "alert" });
  const line = (name, attributes) => {
    const id = `${uid}-${name}`;
    const input = element("input", { id, name, class: "pxa-field", "aria-describedby": `${id}-help`, required: true, ...attributes });
    const label = element("label", { class: "pxa-label", for: id }, texts[name]);
    return { input, node: element("div", {}, label, input, element("p", { class: "pxa-soft pxa-help", id: `${id}-help` }, texts[`${name}_help`])) };
  };
  const code = line("code", { autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 40 });
  const identity = line("identity", { autocomplete: "name", maxlength: 120 });
  const go = element("button", { type: "submit", class: "pxa-button pxa-main" }, texts.go);

  const enter = async (event) => {
    event.preventDefault();
    if (go.getAttribute("aria-disabled")) return;
    go.setAttribute("aria-disabled", "true");
    go.textContent = texts.busy;
    problem.textContent = "";
    try {
      const { status, body } = await send("entry", { code: code.input.value, identity: identity.input.value });
      if (status === 200) return entered(body);
      problem.textContent = body.words;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      problem.textContent = texts.lost;
    }
    go.removeAttribute("aria-disabled");
    go.textContent = texts.go;
  };

  code.input.value = known;
  place.replaceChildren(
    element(
      "section",
      { class: "pxa pxa-runner pxa-entrance" },
      element("p", { class: "pxa-kicker" }, texts.kicker),
      element("h2", { class: "pxa-title" }, texts.heading),
      element("p", {}, texts.lead),
      element("form", { onsubmit: enter, novalidate: true, class: "pxa-form" }, code.node, identity.node, problem, element("div", { class: "pxa-actions" }, go)),
      note ? element("p", { class: "pxa-soft" }, note) : null,
    ),
  );
  if (focus) (known ? identity : code).input.focus();
}
