// The editor of an item: the kernel holds the text and reads it; this draws what it says, and sends what the author does.

import { element } from "../_shared/dom.js";
import { drawBar, drawNotices } from "./bar.js";
import { deskOf, goTo, renew } from "./desk.js";
import { drawForm, placeFindings, showFindings } from "./form.js";
import { drawPreview, drawSeen } from "./preview.js";
import { drawYaml } from "./yaml.js";

let editors = 0;

function render({ model, el }) {
  const texts = model.get("texts");
  const root = element("section", { class: "pxa pxe", lang: model.get("language"), "aria-label": texts.title, "data-lm-suppress-shortcuts": "true" });
  const desk = deskOf(model, root, `pxe${(editors += 1)}`);
  const bar = drawBar(desk);
  const notices = drawNotices(desk);
  const preview = drawPreview(desk);
  desk.show = preview.show;
  const seen = drawSeen(desk);
  const form = drawForm(desk);
  const yaml = drawYaml(desk);
  const loose = element("div", { class: "pxe-loose" });
  const summary = element("p", { class: "pxe-summary", role: "status" });
  const formPanel = element("div", {}, loose, form.node);
  const tabs = tabsOf(desk, { form: formPanel, yaml: yaml.node }, (name) => name === "yaml" && yaml.update());
  const work = element("div", { class: "pxe-columns" }, element("div", { class: "pxe-main" }, tabs.node), element("div", { class: "pxe-side" }, preview.node, seen.node));
  const empty = element("p", { class: "pxe-help" }, texts.empty);
  root.append(bar.node, ...notices.nodes, summary, work, empty);

  let path = null;
  let answered = model.get("status").serial;
  const show = () => {
    const status = model.get("status");
    const open = Boolean(status.path);
    for (const part of [bar.node, ...notices.nodes, summary, work]) part.hidden = !open;
    empty.hidden = open;
    if (!open) return;
    desk.hear(status.serial);
    if (status.path !== path) {
      preview.reset();
      path = status.path;
      // What cannot be read is shown where it can be mended.
      tabs.choose(status.readable ? "form" : "yaml");
    }
    bar.update();
    notices.update();
    form.update();
    yaml.update();
    preview.update();
    seen.update();
    const findings = model.get("findings");
    showFindings(desk, loose, placeFindings(desk, form.node, findings));
    const waits = Boolean(status.draft) || Boolean(model.get("conflict").fields);
    form.node.inert = waits || !status.readable;
    yaml.node.inert = waits;
    formPanel.dataset.unreadable = String(!status.readable);
    renew(summary, [findings.map(({ severity, pointer }) => [severity, pointer]), status.readable], () => summaryOf(desk, findings, status));
    // Only after a command of this page: opening it must not move the focus.
    if (status.serial !== answered && status.focus.length && desk.isIdle()) goTo(desk, status.focus);
    answered = status.serial;
  };
  root.addEventListener("keydown", (event) => keys(desk, event));
  // Keys typed here are for the item: they must not reach the notebook's shortcuts.
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  window.addEventListener("pagehide", desk.flush);
  model.on("change:status", show);
  model.on("change:seen", seen.update);
  el.append(root);
  show();
  return () => {
    desk.flush();
    window.removeEventListener("pagehide", desk.flush);
    model.off("change:status", show);
    model.off("change:seen", seen.update);
    preview.destroy();
  };
}

function summaryOf(desk, findings, status) {
  const { texts } = desk;
  if (!status.readable) return [element("strong", { class: "pxe-error" }, texts.findings.unreadable)];
  if (!findings.length) return [element("span", { class: "pxe-clean" }, `✓ ${texts.findings.none}`)];
  const counts = ["error", "warning", "info"].map((severity) => [severity, findings.filter((one) => one.severity === severity).length]);
  const first = findings.find(({ pointer }) => pointer.length);
  const words = counts.filter(([, count]) => count).map(([severity, count]) => element("span", { class: `pxe-badge pxe-${severity}` }, `${count} ${texts.findings[count > 1 ? `${severity}_many` : severity]}`));
  const go = first ? [element("button", { type: "button", class: "pxe-link", onclick: () => goTo(desk, first.pointer) }, texts.findings.first)] : [];
  return [...words, ...go];
}

function keys(desk, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  const typing = event.target.matches("textarea, input:not([type=checkbox]):not([type=radio])");
  const act = { s: "save", z: typing ? null : event.shiftKey ? "redo" : "undo", y: typing ? null : "redo" }[key];
  if (!act) return;
  event.preventDefault();
  desk.send({ do: act });
}

/** Two tabs on the same text: arrows go from one to the other, what one changes the other shows. */
function tabsOf(desk, panels, chosen) {
  const names = Object.keys(panels);
  const ids = Object.fromEntries(names.map((name) => [name, desk.nextId()]));
  const choose = (name, focus = false) => {
    desk.flush();
    for (const one of names) {
      buttons[one].setAttribute("aria-selected", String(one === name));
      buttons[one].tabIndex = one === name ? 0 : -1;
      holders[one].hidden = one !== name;
    }
    if (focus) buttons[name].focus();
    chosen(name);
  };
  const step = (event, name) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) choose(names[(names.indexOf(name) + by + names.length) % names.length], true);
  };
  const buttons = Object.fromEntries(
    names.map((name) => [name, element("button", { type: "button", role: "tab", id: ids[name], class: "pxe-tab", "aria-controls": `${ids[name]}-panel`, onclick: () => choose(name), onkeydown: (event) => step(event, name) }, desk.texts.tab[name])]),
  );
  const holders = Object.fromEntries(names.map((name) => [name, element("div", { role: "tabpanel", id: `${ids[name]}-panel`, "aria-labelledby": ids[name] }, panels[name])]));
  const node = element("div", {}, element("div", { role: "tablist", class: "pxe-tabs", "aria-label": desk.texts.tab.label }, ...Object.values(buttons)), ...Object.values(holders));
  choose(names[0]);
  return { node, choose };
}

export default { render };
