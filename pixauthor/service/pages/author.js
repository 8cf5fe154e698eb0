// The page of an author: the questions of the bundle, one at a time, as candidates see them.

import { element, fill } from "../_shared/dom.js";
import { drawItem } from "../_shared/item.js";
import { Lost } from "../runner/wire.js";
import { head, mountSignIn } from "./office.js";
import { language, send, texts } from "./service.js";

const page = document.getElementById("page");

function signIn() {
  mountSignIn(page, {
    texts,
    fields: [{ name: "token", type: "password" }],
    ask: (data) => send("author/entry", data),
    entered: (bundle) => read(bundle, true),
  });
}

function read(bundle, entered = false) {
  const leave = async () => {
    await send("author/leave", {});
    window.location.reload();
  };
  const label = (line) => fill(texts.entry, line);
  const choice = element("select", { id: "choice", class: "pxa-select", onchange: () => show(choice.selectedIndex) });
  choice.append(...bundle.items.map((line) => element("option", { value: line.id }, label(line))));
  const place = element("p", { class: "pxa-soft pxa-place", role: "status" });
  const about = element("p", { class: "pxa-soft pxa-about" });
  const mount = element("div", {});
  const problem = element("p", { class: "pxa-problem", role: "alert" });
  const step = (by) => show((choice.selectedIndex + by + bundle.items.length) % bundle.items.length);
  const button = (words, by) => element("button", { type: "button", class: "pxa-button", onclick: () => step(by) }, words);
  const top = head(texts, texts.heading, bundle.bundle, element("button", { type: "button", class: "pxa-quiet", onclick: leave }, texts.leave));
  page.replaceChildren(
    top,
    element("p", { class: "pxa-soft" }, texts.lead),
    element(
      "div",
      { class: "pxa-chooser" },
      element("label", { class: "pxa-label", for: "choice" }, texts.choose),
      choice,
      button(texts.previous, -1),
      button(texts.next, 1),
      place,
    ),
    element("section", { class: "pxa-runner pxa-leafed" }, about, mount, problem),
  );
  if (entered) top.querySelector("h1").focus();
  let drawn = null;
  show(0);

  async function show(index) {
    const line = bundle.items[index];
    choice.selectedIndex = index;
    try {
      const { status, body } = await send(`author/items/${encodeURIComponent(line.id)}`);
      if (status === 401) return signIn();
      problem.textContent = status === 200 ? "" : body.words;
      // Whoever leafs quickly sees the last one that he asked for.
      if (status !== 200 || choice.selectedIndex !== index) return;
      drawn?.destroy();
      drawn = drawItem(mount, body.item, { language, texts: texts.item, media: body.media });
      about.textContent = fill(texts.about, { ...line, type: texts.types[line.type], status: texts.statuses[line.status] ?? line.status });
      place.textContent = fill(texts.of, { place: index + 1, count: bundle.items.length });
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      problem.textContent = texts.lost;
    }
  }
}

try {
  const { status, body } = await send("author");
  if (status === 200) read(body);
  else signIn();
} catch (error) {
  if (!(error instanceof Lost)) throw error;
  signIn();
}
