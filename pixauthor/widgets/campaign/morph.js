// Commands by data attributes, and redrawing in place: what a person holds (focus, caret, an open fold) is never taken away.

const LATER = 350;
const TYPED = "input:not([type=checkbox]):not([type=date]), textarea";

/** Send the command of what is pressed, chosen or typed: `data-command` is JSON, to which the value of a field is added. */
export function listen(root, send) {
  const waiting = new Map();
  const flush = (field) => {
    if (!waiting.has(field)) return;
    clearTimeout(waiting.get(field));
    waiting.delete(field);
    send({ ...JSON.parse(field.dataset.command), value: valueOf(field) });
  };
  root.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset.command || !field.matches(TYPED)) return;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => flush(field), LATER));
  });
  root.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.dataset.command) return;
    if (field.matches(TYPED)) flush(field);
    else send({ ...JSON.parse(field.dataset.command), value: valueOf(field) });
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-command]");
    if (!button || button.type === "submit" || button.getAttribute("aria-disabled") === "true") return;
    [...waiting.keys()].forEach(flush);
    send(JSON.parse(button.dataset.command));
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form.dataset.command) send({ ...JSON.parse(form.dataset.command), ...Object.fromEntries(new FormData(form)) });
  });
  // Keys typed here are for the form: they must not reach the notebook's shortcuts.
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
}

function valueOf(field) {
  return field.type === "checkbox" ? field.checked : field.value;
}

/** Make `old` look like `fresh`, keeping its elements. */
export function morph(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  morphChildren(old, [...fresh.childNodes]);
  keepValue(old, fresh);
}

/** Make the children of `old` look like these nodes. */
export function morphChildren(old, nodes) {
  nodes.forEach((fresh, at) => {
    const there = old.childNodes[at];
    if (!there) old.append(fresh);
    else if (there.nodeType !== fresh.nodeType || there.nodeName !== fresh.nodeName || there.dataset?.key !== fresh.dataset?.key) there.replaceWith(fresh);
    else if (fresh.nodeType === Node.ELEMENT_NODE) morph(there, fresh);
    else if (there.data !== fresh.data) there.data = fresh.data;
  });
  while (old.childNodes.length > nodes.length) old.lastChild.remove();
}

function keepValue(old, fresh) {
  if (old.matches("input[type=checkbox]")) old.checked = fresh.checked;
  else if (old.matches("select")) old.value = fresh.value;
  else if (old.matches("input, textarea") && old !== document.activeElement) old.value = fresh.value;
}
