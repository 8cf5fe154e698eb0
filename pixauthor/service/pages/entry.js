// The page by which people enter.

import { mountEntry } from "../runner/entry.js";
import { language, send, texts } from "./service.js";

const given = new URLSearchParams(window.location.search);
// Who changes the language keeps the code of his link.
const other = document.getElementById("other");
other.search = new URLSearchParams({ ...Object.fromEntries(given), lang: other.hreflang });

mountEntry(document.getElementById("runner"), {
  send,
  texts,
  code: given.get("code") ?? "",
  entered: ({ to }) => window.location.assign(`${to}?lang=${language}`),
});
