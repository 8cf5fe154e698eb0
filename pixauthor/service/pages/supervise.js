// The page of a supervisor: the way in, then the board, asked for anew every five seconds.

import { element, fill } from "../_shared/dom.js";
import { Lost } from "../runner/wire.js";
import { mountBoard } from "./board.js";
import { language, send, texts } from "./service.js";

const EVERY = 5_000;
const page = document.getElementById("page");

function head(heading, kicker, ...tools) {
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

function signIn() {
  const problem = element("p", { class: "pxa-problem", role: "alert" });
  const line = (name, attributes) => {
    const input = element("input", { id: name, name, class: "pxa-field", required: true, autocomplete: "off", maxlength: 40, ...attributes });
    return { input, node: element("div", {}, element("label", { class: "pxa-label", for: name }, texts[name]), input) };
  };
  const number = line("number", { inputmode: "numeric" });
  const password = line("password", { type: "password" });
  const go = element("button", { type: "submit", class: "pxa-button pxa-main" }, texts.go);
  const enter = async (event) => {
    event.preventDefault();
    if (go.getAttribute("aria-disabled")) return;
    go.setAttribute("aria-disabled", "true");
    go.textContent = texts.busy;
    problem.textContent = "";
    try {
      const { status, body } = await send("supervise/entry", { number: number.input.value, password: password.input.value });
      if (status === 200) return supervise(body, true);
      problem.textContent = body.words;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      problem.textContent = texts.lost;
    }
    go.removeAttribute("aria-disabled");
    go.textContent = texts.go;
  };
  const form = element("form", { onsubmit: enter, novalidate: true, class: "pxa-form" }, number.node, password.node, problem, element("div", { class: "pxa-actions" }, go));
  page.replaceChildren(head(texts.heading), element("section", { class: "pxa-runner pxa-entrance" }, element("p", {}, texts.lead), form));
  number.input.focus();
}

function supervise(first, entered = false) {
  const leave = async () => {
    clearTimeout(timer);
    await send("supervise/leave", {});
    window.location.reload();
  };
  const place = element("div", {});
  const top = head(first.label, fill(texts.kicker, first), element("button", { type: "button", class: "pxa-quiet", onclick: leave }, texts.leave));
  page.replaceChildren(top, place);
  if (entered) top.querySelector("h1").focus();
  document.title = `${first.label} · ${texts.title}`;
  const board = mountBoard(place, { send, texts, language });
  board.draw(first);
  let timer = setTimeout(look, EVERY);

  async function look() {
    try {
      const { status, body } = await send("supervise");
      if (status === 401) return signIn();
      if (status === 200) board.draw(body);
      else board.silent();
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      board.silent();
    }
    timer = setTimeout(look, EVERY);
  }
}

try {
  const { status, body } = await send("supervise");
  if (status === 200) supervise(body);
  else signIn();
} catch (error) {
  if (!(error instanceof Lost)) throw error;
  signIn();
}
