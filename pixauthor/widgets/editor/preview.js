// What the candidate sees, at the width of a desk or of a telephone; what the answer given there is worth; answers seen before.

import { element, fill } from "../_shared/dom.js";
import { drawItem } from "../_shared/item.js";
import { keyOf, plainButton, renew } from "./desk.js";

/** The preview and the trial of answers. `update` draws the item anew when it has changed, and keeps the answer given. */
export function drawPreview(desk) {
  const { texts, model } = desk;
  const mount = element("div", { class: "pxe-screen" });
  const waiting = element("p", { class: "pxe-help" });
  const worth = element("div", { class: "pxe-worth", role: "status" });
  let drawing = null;
  let drawn = "";
  let answer = null;

  const group = desk.nextId();
  const widths = ["desk", "phone"].map((width) => {
    const id = desk.nextId();
    const input = element("input", { type: "radio", name: group, id, value: width, checked: width === "desk", onchange: () => (mount.dataset.width = width) });
    return element("span", { class: "pxe-width" }, input, element("label", { for: id }, texts.preview[width]));
  });
  mount.dataset.width = "desk";

  const draw = () => {
    const { item } = model.get("preview");
    mount.hidden = worth.hidden = !item;
    if (!item) {
      drawing?.destroy();
      drawing = null;
      return;
    }
    const signature = keyOf([item, model.get("media")]);
    if (signature === drawn) return;
    drawn = signature;
    drawing?.destroy();
    const onAnswer = (given) => {
      answer = given;
      desk.send({ do: "answer", answer: given });
    };
    drawing = drawItem(mount, item, { language: desk.language, texts: texts.item, media: model.get("media"), initialAnswer: answer, onAnswer });
  };
  const forget = () => {
    answer = null;
    drawn = "";
    desk.send({ do: "answer", answer: null });
    draw();
  };
  const update = () => {
    draw();
    const status = model.get("status");
    waiting.textContent = status.drawn ? "" : texts.preview.waiting;
    renew(worth, [answer, model.get("tried"), model.get("preview").gradable], () => worthOf(desk, answer, forget));
  };
  const show = (given) => {
    answer = given;
    drawn = "";
    desk.send({ do: "answer", answer: given });
    draw();
    node.scrollIntoView({ block: "nearest" });
  };
  const reset = () => {
    answer = null;
    drawn = "";
  };
  const node = element(
    "section",
    { class: "pxe-preview", "aria-labelledby": `${group}-title` },
    element("div", { class: "pxe-side-head" }, element("h3", { id: `${group}-title` }, texts.preview.title), element("fieldset", { class: "pxe-widths" }, element("legend", { class: "pxa-unseen" }, texts.preview.width), ...widths)),
    waiting,
    mount,
    worth,
  );
  return { node, update, show, reset, destroy: () => drawing?.destroy() };
}

function worthOf(desk, answer, forget) {
  const { texts, model } = desk;
  const { gradable } = model.get("preview");
  const tried = model.get("tried");
  if (answer === null) return [element("p", { class: "pxe-help" }, texts.trying.help)];
  if (!gradable) return [element("p", { class: "pxe-help" }, texts.trying.no_key)];
  if (tried.said === undefined) return [];
  const parts = tried.parts.map(({ name, right }) => element("li", { class: right ? "pxe-good" : "pxe-bad" }, `${right ? "✓" : "✗"} ${name} – ${right ? texts.trying.part_right : texts.trying.part_wrong}`));
  const acts = [];
  if (tried.status) {
    const keep = () => desk.send({ do: "keep-test", outcome: tried.status, ...(tried.status === "partially" ? { credit: Number(tried.credit.toFixed(6)) } : {}) });
    acts.push(plainButton(fill(texts.trying.keep, { outcome: texts.word[`outcome-${tried.status}`] ?? texts.word[tried.status] }), keep, { class: "pxa-button pxe-small pxa-main" }));
  }
  acts.push(plainButton(texts.trying.forget, forget));
  return [
    element("div", { class: `pxe-verdict pxe-${tried.status === "ok" ? "good" : "bad"}` }, element("p", {}, element("strong", {}, tried.said)), parts.length ? element("ul", {}, ...parts) : "", element("div", { class: "pxe-inline" }, ...acts)),
  ];
}

/** Answers of real candidates, the most frequent first; asked for when the fold is opened. */
export function drawSeen(desk) {
  const { texts, model } = desk;
  const body = element("div", { class: "pxe-seen" });
  const fold = element("details", { class: "pxe-section", ontoggle: () => fold.open && !model.get("seen").rows && desk.send({ do: "seen" }) }, element("summary", {}, element("h3", {}, texts.seen.title)), body);
  const row = (one) => {
    const acts = element("div", { class: "pxe-inline" });
    if (one.accept) {
      const accept = () => desk.send({ do: "insert", pointer: one.accept, value: one.answer });
      acts.append(plainButton(texts.seen.accept, accept, { "aria-label": `${texts.seen.accept} : ${one.words}` }));
    }
    if (one.wrong) {
      const keep = () => desk.send({ do: "keep-test", answer: one.answer, outcome: "ko", note: fill(texts.seen.note, { count: one.count }) });
      acts.append(plainButton(texts.seen.wrong, keep, { "aria-label": `${texts.seen.wrong} : ${one.words}` }));
    }
    const verdict = one.right === true ? `✓ ${texts.seen.right}` : one.right === false ? `✗ ${texts.seen.not_right}` : "";
    return element("tr", {}, element("th", { scope: "row" }, one.part ? `${one.name} : ` : "", String(one.words)), element("td", { class: "pxe-number" }, String(one.count)), element("td", {}, verdict, acts));
  };
  const update = () => {
    const { rows } = model.get("seen");
    if (!rows) {
      body.replaceChildren();
      fold.open = false;
      return;
    }
    if (!rows.length) {
      body.replaceChildren(element("p", { class: "pxe-help" }, texts.seen.nothing));
      return;
    }
    const head = element("tr", {}, ...[texts.seen.answer, texts.seen.count, texts.seen.verdict].map((words) => element("th", { scope: "col" }, words)));
    body.replaceChildren(element("div", { class: "pxe-scroll", tabindex: "0", role: "region", "aria-label": texts.seen.title }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows.map(row)))));
  };
  return { node: fold, update };
}
