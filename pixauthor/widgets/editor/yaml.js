// The file itself, with the numbers of its lines and what the check says of each place.

import { element } from "../_shared/dom.js";
import { plainButton } from "./desk.js";
import { showFindings } from "./form.js";

export function drawYaml(desk) {
  const { texts, model } = desk;
  const id = desk.nextId();
  const key = "yaml";
  const input = element("textarea", { id, class: "pxe-source-text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", "aria-describedby": `${id}-help`, "data-still": "1", rows: 30 });
  const gutter = element("div", { class: "pxe-gutter", "aria-hidden": "true" });
  const list = element("div", { class: "pxe-said-list", tabindex: "0", role: "region", "aria-label": texts.findings.title });
  let marked = new Map();
  const count = () => {
    const lines = input.value.split("\n").length;
    gutter.replaceChildren(...Array.from({ length: lines }, (_, index) => element("span", { class: marked.get(index + 1) ? `pxe-at pxe-${marked.get(index + 1)}` : null }, String(index + 1))));
    gutter.scrollTop = input.scrollTop;
  };
  input.addEventListener("focus", desk.newRun);
  input.addEventListener("blur", desk.flush);
  input.addEventListener("scroll", () => (gutter.scrollTop = input.scrollTop));
  input.addEventListener("input", () => {
    count();
    // A text area has line feeds only: those of the file come back in the kernel.
    desk.type(key, { do: "write", text: input.value });
  });
  const goToLine = (line, column) => {
    const lines = input.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const at = start + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
    input.focus({ preventScroll: true });
    input.setSelectionRange(at, start + (lines[line - 1] ?? "").length);
    input.scrollTop = Math.max(0, (line - 6) * (input.scrollHeight / Math.max(lines.length, 1)));
    input.scrollIntoView({ block: "nearest" });
  };
  const update = () => {
    const text = model.get("source").replace(/\r\n?/g, "\n");
    if (!desk.isAhead(key) && input.value !== text) input.value = text;
    const findings = model.get("findings");
    marked = new Map([...findings].reverse().map(({ line, severity }) => [line, severity]));
    count();
    showFindings(desk, list, findings, ({ line, column }) => line && plainButton(`${line}:${column}`, () => goToLine(line, column), { class: "pxe-link", "aria-label": `${texts.yaml.go} ${line}:${column}` }));
  };
  const node = element("div", { class: "pxe-yaml" }, element("label", { for: id, class: "pxe-label" }, texts.yaml.label), element("p", { class: "pxe-help", id: `${id}-help` }, texts.yaml.help), list, element("div", { class: "pxe-code" }, gutter, input));
  return { node, update, focus: () => input.focus() };
}
