// The page of a supervisor: the way in, then the board, asked for anew every five seconds.

import { element, fill } from "../_shared/dom.js";
import { Lost } from "../runner/wire.js";
import { mountBoard } from "./board.js";
import { head, mountSignIn } from "./office.js";
import { language, send, texts } from "./service.js";

const EVERY = 5_000;
const page = document.getElementById("page");

function signIn() {
  mountSignIn(page, {
    texts,
    fields: [
      { name: "number", inputmode: "numeric" },
      { name: "password", type: "password" },
    ],
    ask: (data) => send("supervise/entry", data),
    entered: (view) => supervise(view, true),
  });
}

function supervise(first, entered = false) {
  const leave = async () => {
    clearTimeout(timer);
    await send("supervise/leave", {});
    window.location.reload();
  };
  const place = element("div", {});
  const top = head(texts, first.label, fill(texts.kicker, first), element("button", { type: "button", class: "pxa-quiet", onclick: leave }, texts.leave));
  page.replaceChildren(top, place);
  if (entered) top.querySelector("h1").focus();
  document.title = `${first.label} · ${texts.title}`;
  const board = mountBoard(place, { send, texts, language });
  board.draw(first);
  let timer = setTimeout(look, EVERY);

  async function look() {
    try {
      const { status, body } = await send("supervise");
      if (status === 401) return signIn();
      if (status === 200) board.draw(body);
      else board.silent();
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      board.silent();
    }
    timer = setTimeout(look, EVERY);
  }
}

try {
  const { status, body } = await send("supervise");
  if (status === 200) supervise(body);
  else signIn();
} catch (error) {
  if (!(error instanceof Lost)) throw error;
  signIn();
}
