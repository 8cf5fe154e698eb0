// The runner in a notebook: its words with the kernel, which conducts the session or passes them to a service.

import { element } from "../_shared/dom.js";
import { mountEntry } from "./entry.js";
import { mountSession } from "./session.js";
import { Lost } from "./wire.js";

// Longer than what the kernel waits for a service (transport.py).
const KERNEL_PATIENCE = 12_000;
const NOBODY_ANSWERS = 503;

function render({ model, el }) {
  // Keys typed here answer a question: they must not reach the notebook's shortcuts.
  const place = element("div", { class: "pxa pxa-place", lang: model.get("language"), "data-lm-suppress-shortcuts": "true" });
  for (const kind of ["keydown", "keyup", "keypress"]) place.addEventListener(kind, (event) => event.stopPropagation());
  el.append(place);
  const { send, hangUp } = kernel(model);
  const host = { send, texts: model.get("texts"), language: model.get("language"), can: new Set(model.get("can")), code: model.get("code") };
  let session = null;
  const sit = () => {
    session?.destroy();
    session = mountSession(place, { ...host, enter: wayIn, follow: sit });
  };
  const wayIn = (_event, focus = true) => {
    session?.destroy();
    session = null;
    // Signing in goes through pages of others, and ends with a cookie of the browser: neither is in a kernel.
    mountEntry(place, { ...host, entered: sit, note: host.texts.entry.account, focus });
  };
  // A page that is read again finds the session that its kernel has entered.
  const begin = ({ status }) => (status === 401 ? wayIn(null, false) : sit());
  if (host.can.has("enter")) send("session").then(begin, sit);
  else sit();
  return () => {
    session?.destroy();
    hangUp();
  };
}

/** The kernel as a transport: each message has a number, and its reply the same. */
function kernel(model) {
  // Replies reach every view of a widget, in every tab: numbers must not be alike.
  const self = Math.random().toString(36).slice(2);
  const waiting = new Map();
  let asked = 0;
  const receive = ({ reply, status, body }) => {
    waiting.get(reply)?.({ status, body });
    waiting.delete(reply);
  };
  const send = (path, data = null) =>
    new Promise((resolve, reject) => {
      const ask = `${self}-${(asked += 1)}`;
      const lose = () => waiting.delete(ask) && reject(new Lost());
      const timer = setTimeout(lose, navigator.onLine ? KERNEL_PATIENCE : 0);
      waiting.set(ask, (reply) => {
        clearTimeout(timer);
        if (reply.status === NOBODY_ANSWERS) reject(new Lost());
        else resolve(reply);
      });
      try {
        model.send({ ask, path, data });
      } catch {
        // The kernel was restarted: nobody listens to this widget any more.
        clearTimeout(timer);
        lose();
      }
    });
  model.on("msg:custom", receive);
  return { send, hangUp: () => model.off("msg:custom", receive) };
}

export default { render };
