// A page written by an author, in a frame that has no origin, no network and no way to the page around it.

import { element } from "./dom.js";

// First in the document, so that nothing of the page can come before it. A frame made by `srcdoc` never falls into quirks mode.
const SEAL = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline';
 style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; form-action 'none'">`;

export function simulator({ interaction, texts, initial, changed, resolve, signal, language }) {
  let answer = initial ?? null;
  const state = element("p", { class: "pxa-state", role: "status", lang: language }, answer === null ? "" : texts.simulator_kept);
  const frame = element("iframe", {
    class: "pxa-frame",
    sandbox: "allow-scripts",
    referrerpolicy: "no-referrer",
    title: interaction.title,
    ...(interaction.page_html ? { srcdoc: SEAL + interaction.page_html } : { src: resolve(interaction.page) }),
  });
  frame.style.height = `${interaction.height}px`;
  const listen = ({ source, data }) => {
    if (source !== frame.contentWindow || data?.type !== "pixauthor:answer" || frame.inert) return;
    answer = typeof data.value === "string" && data.value ? data.value : null;
    state.textContent = answer === null ? "" : texts.simulator_kept;
    changed();
  };
  window.addEventListener("message", listen, { signal });
  return {
    node: element("div", { class: "pxa-simulator" }, frame, state),
    getAnswer: () => answer,
    setDisabled: (value) => {
      frame.inert = value;
    },
  };
}
