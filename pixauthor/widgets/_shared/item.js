// Draws an item as a candidate sees it. It knows a public item and nothing else: no key, no score, no host.

import { controls, downloads } from "./controls.js";
import { element, fill } from "./dom.js";

let drawn = 0;

/**
 * Draw an item into `container`.
 *
 * `item` is what `widgets.present.present` makes of a `wire.PublicItem`. Options: `language` of the interface, `texts` (table
 * `item` of the catalogue `widgets`), `onAnswer(answer)` at every change, `initialAnswer`, `disabled`, `media` (address by href)
 * or `mediaBase` (prefix of every href), and `uid`, which no other item of the page may have.
 */
export function drawItem(container, item, options = {}) {
  const { language = item.locale, texts, onAnswer, initialAnswer = null, disabled = false } = options;
  const { media = {}, mediaBase = "", uid = `pxa-${(drawn += 1)}` } = options;
  const listeners = new AbortController();
  const resolve = (href) => media[href] ?? `${mediaBase}${href}`;
  const control = controls[item.type]({
    interaction: item.interaction,
    texts,
    uid,
    language,
    resolve,
    initial: initialAnswer,
    signal: listeners.signal,
    changed: () => onAnswer?.(control.getAnswer()),
  });
  const group = element(
    "fieldset",
    { class: "pxa-answer" },
    element("legend", { class: "pxa-unseen" }, item.name),
    control.node,
  );
  const setDisabled = (value) => {
    group.disabled = value;
    control.setDisabled?.(value);
  };
  setDisabled(disabled);
  const root = element(
    "div",
    { class: "pxa pxa-item", lang: item.locale, "data-type": item.type, "data-item": item.item },
    ...conduct(item, texts, language),
    element("div", { class: "pxa-prose pxa-stem", html: item.stem_html }),
    ...surroundings(item, texts, resolve),
    group,
  );
  for (const image of root.querySelectorAll("img[data-src]")) image.src = resolve(image.dataset.src);
  container.replaceChildren(root);
  return {
    getAnswer: () => control.getAnswer(),
    setDisabled,
    destroy: () => {
      listeners.abort();
      root.remove();
    },
  };
}

function conduct(item, texts, language) {
  const lines = [];
  if (item.timer_seconds) lines.push(fill(texts.timer, { seconds: item.timer_seconds }));
  if (item.focus) lines.push(texts.focus);
  return lines.map((line) => element("p", { class: "pxa-conduct", lang: language }, line));
}

function surroundings(item, texts, resolve) {
  const parts = [];
  if (item.illustration) {
    const { href, alt } = item.illustration;
    parts.push(element("figure", { class: "pxa-figure" }, element("img", { "data-src": href, alt })));
  }
  if (item.alternative_html) {
    const summary = element("summary", {}, texts.alternative);
    const prose = element("div", { class: "pxa-prose", html: item.alternative_html });
    parts.push(element("details", { class: "pxa-alternative" }, summary, prose));
  }
  if (item.attachments.length) parts.push(downloads(texts.attachments, item.attachments, resolve));
  if (item.links.length) parts.push(links(item.links, texts));
  return parts;
}

function links(sites, texts) {
  const entries = sites.map(({ url, label }) => {
    const link = element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label || url);
    return element("li", {}, link, ` ${texts.new_tab}`);
  });
  return element(
    "div",
    { class: "pxa-downloads" },
    element("p", { class: "pxa-label" }, texts.links),
    element("ul", {}, ...entries),
  );
}
