// Elements without HTML strings: what an author wrote reaches the page as text, or as HTML cleaned by Python (`html`).

/** Make an element: `element("button", {type: "button", onclick: go}, "Go")`. Attributes that are null or false are left out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "html") node.innerHTML = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Put fields into a sentence of the catalogue: `fill("{n} of {count}", {n: 1, count: 4})`. */
export function fill(sentence, fields) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}

/** Text for screen readers only. */
export function unseen(text, attributes = {}) {
  return element("span", { class: "pxa-unseen", ...attributes }, text);
}
