// The page of a sitting: the session notebook around the runner.

import { mountSession } from "../runner/session.js";
import { language, send, texts } from "./service.js";

const page = document.getElementById("page");

mountSession(document.getElementById("runner"), {
  send,
  texts,
  language,
  can: new Set(["draft", "report", "focus", "finish", "return", "again"]),
  follow: (path) => window.location.assign(`${path}?lang=${language}`),
  enter: () => window.location.assign(`/?lang=${language}`),
  shown: ({ screen }, heading) => {
    // What the notebook says is read before the first question; from then on there is the question alone.
    page.dataset.screen = screen;
    document.title = `${heading} · ${texts.session.title}`;
  },
});
