// What every part of the editor works with: words, commands on their way, and where fields and their findings stand.

import { element } from "../_shared/dom.js";

const PAUSE = 180;
const LONGEST_PAUSE = 700;

/** Name of a field in the page: `["choices", 0, "text"]` as text. */
export function keyOf(pointer) {
  return JSON.stringify(pointer);
}

/**
 * Make the desk of one editor. `send(command)` goes at once; `type(command)` waits for a pause in the typing, and goes
 * before anything else does. What is typed in one visit to a field has one `run`, and is undone at once.
 */
export function deskOf(model, root, uid) {
  const typedAt = new Map();
  // Goes on where another page left off: numbers tell what was said before from what was said after.
  let serial = model.get("status").serial ?? 0;
  let heard = serial;
  let run = 0;
  let ids = 0;
  let waiting = null;
  let since = 0;
  let timer = 0;

  function post(command, buffers) {
    serial += 1;
    if (command.typed) typedAt.set(command.typed, serial);
    const { typed: _typed, ...rest } = command;
    model.send({ ...rest, serial }, undefined, buffers);
  }

  function flush() {
    clearTimeout(timer);
    const command = waiting;
    waiting = null;
    if (command) post(command);
  }

  return {
    model,
    root,
    texts: model.get("texts"),
    language: model.get("language"),
    flush,
    nextId: () => `${uid}-${(ids += 1)}`,
    newRun: () => (run += 1),
    send: (command, buffers) => {
      flush();
      post(command, buffers);
    },
    type: (key, command) => {
      if (waiting && waiting.typed !== key) flush();
      if (!waiting) since = Date.now();
      waiting = { ...command, run, typed: key };
      clearTimeout(timer);
      timer = setTimeout(flush, Date.now() - since > LONGEST_PAUSE ? 0 : PAUSE);
    },
    /** What the kernel says of a field is older than what was typed in it. */
    isAhead: (key) => waiting?.typed === key || (typedAt.get(key) ?? 0) > heard,
    hear: (answered) => {
      heard = Math.max(heard, answered);
      serial = Math.max(serial, answered);
    },
    isIdle: () => !waiting && heard >= serial,
    /** The control of a field that is drawn, or of the nearest one around it. */
    find: (pointer) => {
      for (let length = pointer.length; length > 0; length -= 1) {
        const node = root.querySelector(`[data-field="${CSS.escape(keyOf(pointer.slice(0, length)))}"]`);
        if (node) return node;
      }
      return null;
    },
  };
}

/** Go to a field: open what hides it, show it, put the caret in it. */
export function goTo(desk, pointer) {
  const node = desk.find(pointer);
  if (!node) return false;
  for (let fold = node.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const target = node.matches("input, textarea, select, button") ? node : node.querySelector("input, textarea, select, button");
  (target ?? node).focus({ preventScroll: true });
  (target ?? node).scrollIntoView({ block: "center", behavior: "auto" });
  return true;
}

/** Draw what is inside `node` anew if `facts` have changed: what is read aloud must not be said twice. */
export function renew(node, facts, draw) {
  const signature = keyOf(facts);
  if (node.pxeFacts === signature) return;
  node.pxeFacts = signature;
  node.replaceChildren(...draw());
}

export function plainButton(words, onclick, attributes = {}) {
  return element("button", { type: "button", class: "pxa-button pxe-small", onclick, ...attributes }, words);
}

export function iconButton(path, label, onclick, attributes = {}) {
  const icon = element("span", {
    class: "pxa-icon",
    "aria-hidden": "true",
    html: `<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`,
  });
  return element("button", { type: "button", class: "pxe-icon", "aria-label": label, title: label, onclick, ...attributes }, icon);
}

export const ICONS = {
  up: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  down: "M8 3v10M3.5 8.5 8 13l4.5-4.5",
  remove: "M4 4l8 8M12 4l-8 8",
  undo: "M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H7",
  redo: "M10 3l3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H9",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
};
