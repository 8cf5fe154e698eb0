// Handing in one file: name and size are looked at here to help the candidate; the grader looks again.

import { element, fill } from "./dom.js";

export function upload({ interaction, texts, uid, initial, changed, language }) {
  let answer = initial ?? null;
  const help = fill(texts.upload_help, {
    extensions: interaction.extensions.map((extension) => `.${extension}`).join(", "),
    size: size(interaction.max_bytes, language, texts),
  });
  const state = element("p", { class: "pxa-state", role: "status" }, answer ? keptLine(answer.name) : "");
  const input = element("input", {
    type: "file",
    class: "pxa-file",
    id: `${uid}-file`,
    accept: interaction.extensions.map((extension) => `.${extension}`).join(","),
    "aria-describedby": `${uid}-file-help`,
    onchange: async () => {
      answer = null;
      const file = input.files[0];
      const fault = file ? faultOf(file) : null;
      state.classList.toggle("pxa-fault", Boolean(fault));
      input.toggleAttribute("aria-invalid", Boolean(fault));
      if (file && !fault) answer = { name: file.name, content: await base64(file) };
      state.textContent = fault ?? (answer ? keptLine(answer.name) : "");
      changed();
    },
  });

  function keptLine(name) {
    return fill(texts.upload_kept, { name });
  }

  function faultOf(file) {
    const right = interaction.extensions.some((extension) => file.name.toLowerCase().endsWith(`.${extension}`));
    if (!right) return fill(texts.upload_wrong_kind, { name: file.name });
    if (file.size > interaction.max_bytes) return fill(texts.upload_too_large, { name: file.name });
    return null;
  }

  return {
    node: element(
      "div",
      { class: "pxa-text" },
      element("label", { class: "pxa-label", for: input.id }, texts.upload),
      element("p", { class: "pxa-hint", id: `${uid}-file-help` }, help),
      input,
      state,
    ),
    getAnswer: () => answer,
  };
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // In pieces: a call has a limit on its number of arguments.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

function size(bytes, language, texts) {
  const [value, unit] = bytes >= 1e6 ? [bytes / 1e6, texts.megabytes] : [bytes / 1e3, texts.kilobytes];
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)}\u00a0${unit}`;
}
