// The page of a sitting. The service decides what is shown; this draws it, sends commands, and keeps what is typed.

import { element, fill } from "../_shared/dom.js";
import { clocks } from "./clock.js";
import { askEnd, askProblem } from "./report.js";
import { result } from "./result.js";
import { pause, question, welcome } from "./screens.js";
import { Lost, ask, once } from "./wire.js";

const SCREENS = { welcome, question, pause, result };
const DRAFT_EVERY = 2000;
const LONGEST_DRAFT = 50_000;
const texts = JSON.parse(document.getElementById("texts").textContent);
const page = document.getElementById("page");

const status = element("p", { class: "pxa-unseen", role: "status" });
const notice = element("p", { class: "pxa-notice", role: "status", hidden: true });
const lost = element("p", { class: "pxa-notice pxa-lost", role: "alert", hidden: true });
const timers = element("div", { class: "pxa-top" });
const sheet = element("section", { class: "pxa pxa-runner" }, element("p", {}, texts.session.loading));
const foot = element("footer", { class: "pxa-foot" });
page.replaceChildren(timers, lost, notice, sheet, foot, status);

let view = null;
let drawing = null;
let clock = null;
let typed = null;
let sentDraft = "";
let busy = false;

const told = {
  lost: (seconds) => {
    lost.hidden = false;
    lost.textContent = `${texts.notices.lost} ${fill(texts.notices.again, { seconds })}`;
  },
  back: () => {
    lost.hidden = true;
    say(texts.notices.back);
  },
};

function say(words) {
  status.textContent = words;
}

function tell(words) {
  notice.hidden = !words;
  notice.textContent = words;
}

const about = () => ({ session: view.session, item: view.item?.item ?? "", rank: view.rank });
const draftName = (one) => `pixauthor:${one.session}:${one.rank}`;

const act = {
  next: () => command("next", { session: view.session, rank: view.rank }),
  answer: (value) => command("answer", { ...about(), value }),
  finish: () => command("finish", { session: view.session }),
  leave: async () => {
    sessionStorage.clear();
    await ask("/api/leave", {}, told);
    window.location.assign(`/?lang=${document.documentElement.lang}`);
  },
  keep: (value) => {
    typed = value;
    try {
      sessionStorage.setItem(draftName(view), JSON.stringify(value));
    } catch {
      // A file that is too large for this store is still on the page.
    }
  },
};

async function command(name, data) {
  if (busy) return;
  busy = true;
  sheet.setAttribute("aria-busy", "true");
  drawing?.setDisabled(true);
  if (name === "answer") say(texts.session.sending);
  const kept = draftName(view);
  const reply = await ask(`/api/session/${name}`, data, told);
  if (reply.status === 200) sessionStorage.removeItem(kept);
  receive(reply);
}

/** Take what the service answered: a view to draw, or a sentence. */
function receive({ status: code, body }, silent = false) {
  busy = false;
  sheet.removeAttribute("aria-busy");
  say("");
  if (body.screen && !(silent && same(body))) {
    if (body.problem) drawing?.setDisabled(false);
    show(body, code === 409 || silent);
  } else if (!body.screen) refuse(code, body.words);
}

const same = (body) => view && body.screen === view.screen && body.rank === view.rank;

function refuse(code, words) {
  if (code === 401) {
    stopAll();
    sheet.replaceChildren(
      element("h1", { class: "pxa-title", tabindex: "-1", "data-focus": true }, texts.notices.no_sitting),
      element("p", {}, element("a", { class: "pxa-button pxa-link", href: `/?lang=${document.documentElement.lang}` }, texts.notices.to_entry)),
    );
    foot.replaceChildren();
    return;
  }
  drawing?.setDisabled(false);
  tell(words);
}

function stopAll() {
  drawing?.destroy();
  clock?.stop();
  drawing = clock = null;
  timers.replaceChildren();
}

function show(next, stale = false) {
  const first = view === null;
  const known = draftOf(next);
  stopAll();
  view = next;
  typed = known;
  sentDraft = JSON.stringify(known);
  const shown = SCREENS[view.screen]({ view, texts, act, draft: known });
  drawing = shown.drawing ?? null;
  sheet.replaceChildren(...shown.nodes);
  foot.replaceChildren(...footer());
  clock = clocks(view, texts.clock, { said: say, over: runOut });
  if (clock) timers.append(clock.node);
  tell(stale ? texts.notices.stale : "");
  document.title = `${sheet.querySelector("h1")?.textContent ?? ""} · ${texts.session.title}`;
  if (!first) move();
}

/** Take the reader to the new screen. */
function move() {
  window.scrollTo({ top: 0 });
  const marks = sheet.querySelectorAll("[data-focus]");
  const mark = marks[marks.length - 1];
  mark?.focus({ preventScroll: view.screen !== "pause" });
}

/** What was typed for a question: in this tab, else what the service kept; after a refusal, what is still there. */
function draftOf(next) {
  if (next.screen !== "question") return null;
  const here = sessionStorage.getItem(draftName(next)) ?? next.draft;
  return here ? JSON.parse(here) : null;
}

function footer() {
  if (view.screen === "result" || view.screen === "welcome") return [];
  const problem = element("button", { type: "button", class: "pxa-quiet", onclick: () => askProblem(texts, report) }, texts.session.report);
  const end = element("button", { type: "button", class: "pxa-quiet", onclick: () => askEnd(texts, act.finish) }, texts.session.finish);
  return view.item ? [problem, end] : [end];
}

async function report(category, words) {
  const { body } = await ask("/api/session/report", { ...about(), category, words }, told);
  if (body.kept) tell(texts.report.sent);
  return Boolean(body.kept);
}

function runOut(name) {
  if (name === "whole") setTimeout(look, 2500);
  else tell(texts.clock.over);
}

async function look() {
  if (!busy) receive(await ask("/api/session", null, told), true);
}

async function keepDraft() {
  const words = JSON.stringify(typed);
  if (busy || view?.screen !== "question" || words === sentDraft || words.length > LONGEST_DRAFT) return;
  sentDraft = words;
  try {
    await once("/api/session/draft", { ...about(), value: typed });
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
    sentDraft = "";
  }
}

function leaveFocus() {
  // The frame of a simulator and the window that asks for a file are part of the question.
  const inside = document.activeElement?.tagName === "IFRAME" || document.activeElement?.type === "file";
  if (view?.screen !== "question" || !view.item.focus || (inside && !document.hidden)) return;
  tell(texts.notices.away);
  once("/api/session/focus", about(), { keepalive: true }).catch(() => {});
}

document.addEventListener("visibilitychange", () => (document.hidden ? leaveFocus() : view && look()));
window.addEventListener("blur", leaveFocus);
setInterval(keepDraft, DRAFT_EVERY);
receive(await ask("/api/session", null, told));
