// Files that come into an item: dropped or chosen, looked at, described in words, then sent to be written beside it.

import { element, fill } from "../_shared/dom.js";
import { keyOf, plainButton } from "./desk.js";
import { slotOf } from "./fields.js";

/**
 * A place to drop a file. `use` is `image`, `page` or `file`; `asks` are the fields asked for, each with its words and what it is at
 * first; `then(values)` gives the command that names the file, in which `{file}` stands for its name.
 */
export function dropZone(desk, { use, words, asks, then, field = null }) {
  const { texts } = desk;
  const limits = desk.model.get("limits")[use];
  const accept = limits.kinds.map((kind) => `.${kind}`).join(",");
  const fault = element("p", { class: "pxe-fault", role: "alert" });
  const details = element("div", { class: "pxe-described" });
  const input = element("input", { type: "file", class: "pxa-unseen", tabindex: "-1", accept: accept || null, "aria-label": words, onchange: () => take(input.files[0]) });
  const choose = plainButton(words, () => input.click(), field ? { "data-field": keyOf(field) } : {});
  const zone = element("div", { class: "pxe-drop" }, choose, element("span", { class: "pxe-help" }, fill(texts.media.drop, { kinds: limits.kinds.join(", ") || texts.media.any, size: String(limits.most / 1e6) })), input);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("pxe-over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("pxe-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("pxe-over");
    take(event.dataTransfer.files[0]);
  });

  function take(file) {
    details.replaceChildren();
    fault.textContent = "";
    if (!file) return;
    // Looked at here so that twenty megabytes need not travel to be refused; the kernel looks again.
    const kind = file.name.split(".").pop().toLowerCase();
    if (limits.kinds.length && !limits.kinds.includes(kind)) fault.textContent = fill(texts.media.kind, { name: file.name, kinds: limits.kinds.join(", ") });
    else if (file.size > limits.most) fault.textContent = fill(texts.media.large, { name: file.name, size: (file.size / 1e6).toFixed(1), most: String(limits.most / 1e6) });
    else describe(file);
    input.value = "";
  }

  function describe(file) {
    if (!asks.length) {
      send(file, {});
      return;
    }
    const controls = asks.map((ask) => {
      const id = desk.nextId();
      const control = element("input", { type: "text", id, class: "pxa-field pxe-wide", autocomplete: "off", "aria-required": String(ask.required) });
      control.value = ask.value ?? "";
      return { ...ask, control, node: element("div", { class: "pxe-field" }, element("label", { for: id, class: "pxe-label" }, ask.label), ask.help ? element("p", { class: "pxe-help" }, ask.help) : "", control) };
    });
    const confirm = () => {
      const missing = controls.find(({ required, control }) => required && !control.value.trim());
      fault.textContent = missing ? fill(texts.media.missing, { field: missing.label }) : "";
      if (missing) missing.control.focus();
      else send(file, Object.fromEntries(controls.map(({ name, control }) => [name, control.value.trim()])));
    };
    const cancel = () => {
      details.replaceChildren();
      choose.focus();
    };
    details.replaceChildren(element("p", { class: "pxe-picked" }, fill(texts.media.picked, { name: file.name })), ...controls.map(({ node }) => node), element("div", { class: "pxe-inline" }, plainButton(texts.media.add, confirm, { class: "pxa-button pxa-main pxe-small" }), plainButton(texts.cancel, cancel)));
    controls[0].control.focus();
  }

  async function send(file, values) {
    const bytes = await file.arrayBuffer();
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
    desk.send({ do: "medium", use, name: file.name, then: then(filled) }, [bytes]);
    details.replaceChildren();
  }

  return element("div", { class: "pxe-medium" }, zone, details, fault);
}

export function altAsks(desk) {
  const { label, help } = desk.texts;
  return [
    { name: "alt", label: label["illustration-alt"], help: help["illustration-alt"], required: true },
    { name: "licence", label: label.licence, help: "", required: true, value: "CC-BY-4.0" },
  ];
}

export function fileAsks(desk) {
  const { label, help } = desk.texts;
  return [
    { name: "label", label: label["files-label"], help: help["files-label"], required: true },
    { name: "licence", label: label.licence, help: "", required: true, value: "CC-BY-4.0" },
  ];
}

/** A button under a Markdown text that puts a picture where the caret is. */
export function pictureTool(desk, pointer) {
  return (input) => {
    const { texts } = desk;
    const then = ({ alt }) => {
      const at = input.selectionStart ?? input.value.length;
      const value = `${input.value.slice(0, at)}![${alt}]({file})${input.value.slice(at)}`;
      return { do: "set", pointer, value };
    };
    const zone = dropZone(desk, { use: "image", words: texts.media.choose_image, asks: altAsks(desk).slice(0, 1), then });
    return element("details", { class: "pxe-tool" }, element("summary", {}, texts.media.insert), zone);
  };
}

/** The picture of the item, with what describes it. */
export function illustrationField(desk, spec, pointer, drawField) {
  const { texts } = desk;
  const parts = spec.fields.filter(({ kind }) => kind !== "image").map((part) => ({ part, ...drawField(desk, part, [...pointer, part.name]) }));
  const image = element("img", { class: "pxe-thumb", alt: "" });
  const name = element("code");
  const add = dropZone(desk, { use: "image", words: texts.media.choose_image, asks: altAsks(desk), field: [...pointer, "file"], then: (value) => ({ do: "set", pointer, value }) });
  const replace = dropZone(desk, { use: "image", words: texts.media.replace, asks: [], then: () => ({ do: "set", pointer: [...pointer, "file"], value: "{file}" }) });
  const drop = plainButton(texts.media.take, () => desk.send({ do: "set", pointer, value: null }));
  const shown = element("div", { class: "pxe-shown" }, element("div", { class: "pxe-thumbs" }, image, name), ...parts.map(({ node }) => node), element("div", { class: "pxe-inline" }, replace, drop));
  const node = element("fieldset", { class: "pxe-field pxe-group", "data-field": keyOf(pointer) }, element("legend", {}, spec.label), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", add, shown, slotOf([...pointer, "file"]), slotOf(pointer));
  const update = (value) => {
    const there = value && typeof value === "object";
    node.classList.toggle("pxe-empty", !there);
    add.hidden = Boolean(there);
    shown.hidden = !there;
    if (!there) return;
    name.textContent = value.file ?? "";
    const address = desk.model.get("media")[value.file];
    image.hidden = !address;
    if (address && image.src !== address) image.src = address;
    for (const { part, update: set } of parts) set(value[part.name]);
  };
  return { node, update };
}

/** A file that is named by itself: the page of a simulator, a file to download. */
export function fileField(desk, spec, pointer) {
  const use = spec.kind === "page" ? "page" : "file";
  const name = element("code");
  const zone = dropZone(desk, { use, words: desk.texts.media.replace, asks: [], field: pointer, then: () => ({ do: "set", pointer, value: "{file}" }) });
  const node = element("div", { class: "pxe-field", role: "group", "aria-label": spec.label }, element("p", { class: "pxe-label" }, spec.label, " ", name), spec.help ? element("p", { class: "pxe-help" }, spec.help) : "", zone, slotOf(pointer));
  return { node, update: (value) => (name.textContent = value ?? "") };
}
