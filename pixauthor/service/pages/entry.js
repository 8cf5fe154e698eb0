// The page by which people enter.

import { mountEntry } from "../runner/entry.js";
import { language, send, texts } from "./service.js";

mountEntry(document.getElementById("runner"), {
  send,
  texts,
  code: new URLSearchParams(window.location.search).get("code") ?? "",
  entered: ({ to }) => window.location.assign(`${to}?lang=${language}`),
});
