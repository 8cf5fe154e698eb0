// The runner. Whoever conducts the session (the service, a kernel) decides what is shown; this draws it, sends commands and keeps what is typed.

import { element, fill } from "../_shared/dom.js";
import { clocks } from "./clock.js";
import { drafts } from "./drafts.js";
import { askEnd, askProblem } from "./report.js";
import { result } from "./result.js";
import { pause, question, welcome } from "./screens.js";
import { Lost, ask } from "./wire.js";

const SCREENS = { welcome, question, pause, result };
const DRAFT_EVERY = 2000;
const LONGEST_DRAFT = 50_000;
const GRACE = 2500;

/**
 * Run a session in `place` until `destroy` is called. The host says how and where:
 *
 * `send(path, data)` gives `{status, body}` or throws `Lost`; `can` is a set of what may be asked (`draft`, `report`, `focus`,
 * `finish`, `return`, `again`); `texts` are the catalogue `runner` with `item`; `language`; `shown(view, heading)` is called at each screen;
 * `enter()` leads to the way in, `follow(path)` to another session.
 */
export function mountSession(place, host) {
  const { texts, language, can } = host;
  const life = new AbortController();
  const { signal } = life;
  const status = element("p", { class: "pxa-unseen", role: "status" });
  const notice = element("p", { class: "pxa-notice", role: "status", hidden: true });
  const lost = element("p", { class: "pxa-notice pxa-lost", role: "alert", hidden: true });
  const timers = element("div", { class: "pxa-top" });
  const sheet = element("section", { class: "pxa pxa-runner" }, element("p", {}, texts.session.loading));
  const foot = element("div", { class: "pxa-foot" });
  let view = null;
  let drawing = null;
  let clock = null;
  let typed = null;
  let sentDraft = "";
  let busy = false;
  let turn = 0;

  const told = {
    lost: (seconds) => {
      const before = lost.hidden;
      lost.hidden = false;
      lost.textContent = `${texts.notices.lost} ${fill(texts.notices.again, { seconds })}`;
      if (before) reveal(lost);
    },
    back: () => {
      lost.hidden = true;
      say(texts.notices.back);
    },
  };
  const about = () => ({ session: view.session, item: view.item?.item ?? "", rank: view.rank });
  const act = {
    next: () => command("session/next", { session: view.session, rank: view.rank }),
    answer: (value) => command("session/answer", { ...about(), value }),
    finish: () => command("session/finish", { session: view.session }),
    again: (competence, way) => command("session/again", { session: view.session, competence, way }),
    leave: async () => {
      drafts.dropAll();
      await ask(host.send, "leave", {}, { told, signal });
      host.enter();
    },
    keep: (value) => {
      typed = value;
      drafts.keep(view, value);
    },
  };

  function say(words) {
    status.textContent = words;
  }

  function tell(words) {
    notice.hidden = !words;
    notice.textContent = words;
  }

  /** Bring a sentence into view: on a telephone, whoever presses a button below a long question would not see it. */
  function reveal(node) {
    node.scrollIntoView({ block: "nearest" });
  }

  async function command(path, data) {
    if (busy) return;
    busy = true;
    turn += 1;
    sheet.setAttribute("aria-busy", "true");
    drawing?.setDisabled(true);
    if (path === "session/answer") say(texts.session.sending);
    const asked = view;
    const reply = await ask(host.send, path, data, { told, signal });
    if (reply?.status === 200) drafts.drop(asked);
    receive(reply);
  }

  /** Take what came back: a view to draw, or a sentence. */
  function receive(reply, silent = false) {
    if (!reply) return;
    const { status: code, body } = reply;
    busy = false;
    sheet.removeAttribute("aria-busy");
    say("");
    if (body.to) host.follow(body.to);
    else if (!body.screen) refuse(code, body.words);
    else if (!silent || !isSame(body)) show(body, code === 409 || silent);
  }

  const isSame = (body) => view && body.screen === view.screen && body.rank === view.rank;

  function refuse(code, words) {
    drawing?.setDisabled(false);
    const gone = code === 410;
    const title = gone ? words : code === 401 ? texts.notices.no_sitting : "";
    if (view && !title) {
      tell(words);
      reveal(notice);
      return;
    }
    stopAll();
    tell("");
    // Who was erased leaves nothing in this tab either.
    if (gone) drafts.dropAll();
    sheet.replaceChildren(
      title ? element("h2", { class: "pxa-title", tabindex: "-1", "data-focus": true }, title) : element("p", {}, words),
      element("div", { class: "pxa-actions" }, element("button", { type: "button", class: "pxa-button pxa-main", onclick: host.enter }, texts.notices.to_entry)),
    );
    foot.replaceChildren();
  }

  function stopAll() {
    drawing?.destroy();
    clock?.stop();
    drawing = clock = null;
    timers.replaceChildren();
  }

  function show(next, stale = false) {
    const first = view === null;
    stopAll();
    view = next;
    typed = view.screen === "question" ? drafts.read(view) : null;
    sentDraft = JSON.stringify(typed);
    const shown = SCREENS[view.screen]({ view, texts, language, can, act, draft: typed });
    drawing = shown.drawing ?? null;
    sheet.replaceChildren(...shown.nodes);
    foot.replaceChildren(...footer());
    clock = clocks(view, texts.clock, { said: say, over: runOut });
    if (clock) timers.append(clock.node);
    tell(stale ? texts.notices.stale : "");
    host.shown?.(view, sheet.querySelector(".pxa-title, .pxa-rank")?.textContent ?? "");
    // Opening a notebook or a page must not move the reader.
    if (!first) move();
  }

  /** Take the reader to the new screen; what is said of an answer stands below it. */
  function move() {
    const top = place.getBoundingClientRect().top;
    if (top < 0 || top > window.innerHeight / 2) place.scrollIntoView({ block: "start" });
    const mark = [...sheet.querySelectorAll("[data-focus]")].at(-1);
    mark?.focus({ preventScroll: true });
    mark?.closest(".pxa-feedback")?.scrollIntoView({ block: "nearest" });
  }

  function footer() {
    if (view.screen === "result" || view.screen === "welcome") return [];
    const quiet = (words, onclick) => element("button", { type: "button", class: "pxa-quiet", onclick }, words);
    return [
      can.has("report") && view.item && quiet(texts.session.report, () => askProblem(place, texts, report)),
      can.has("finish") && quiet(texts.session.finish, () => askEnd(place, texts, act.finish)),
    ].filter(Boolean);
  }

  async function report(category, words) {
    const reply = await ask(host.send, "session/report", { ...about(), category, words }, { told, signal });
    const kept = Boolean(reply?.body.kept);
    if (kept) {
      tell(texts.report.sent);
      reveal(notice);
    }
    return kept;
  }

  function runOut(name) {
    if (name === "whole") setTimeout(look, GRACE);
    else tell(texts.clock.over);
  }

  async function look() {
    const asked = turn;
    const reply = await ask(host.send, "session", null, { told, signal });
    // What a command brought since then is newer.
    if (asked === turn) receive(reply, true);
  }

  async function keepDraft() {
    const words = JSON.stringify(typed);
    if (busy || view?.screen !== "question" || words === sentDraft || words.length > LONGEST_DRAFT) return;
    sentDraft = words;
    if (!(await mention("session/draft", { ...about(), value: typed }))) sentDraft = "";
  }

  /** Say something once; true when it was heard. */
  async function mention(path, data) {
    try {
      await host.send(path, data);
      return true;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      return false;
    }
  }

  function leaveFocus() {
    // The frame of a simulator and the window that asks for a file are part of the question.
    const inside = document.activeElement?.tagName === "IFRAME" || document.activeElement?.type === "file";
    if (view?.screen !== "question" || !view.item.focus || (inside && !document.hidden)) return;
    tell(texts.notices.away);
    mention("session/focus", about());
  }

  place.replaceChildren(timers, lost, notice, sheet, foot, status);
  document.addEventListener("visibilitychange", () => view && !document.hidden && look(), { signal });
  if (can.has("focus")) {
    document.addEventListener("visibilitychange", () => document.hidden && leaveFocus(), { signal });
    window.addEventListener("blur", leaveFocus, { signal });
  }
  const drafting = can.has("draft") ? setInterval(keepDraft, DRAFT_EVERY) : null;
  ask(host.send, "session", null, { told, signal }).then(receive);
  return {
    destroy: () => {
      life.abort();
      clearInterval(drafting);
      stopAll();
    },
  };
}
