// Time left, by the server's clock: shown every second, said at five minutes, one minute and thirty seconds.

import { element, fill } from "../_shared/dom.js";

const SAID_AT = [300, 60, 30];

/**
 * Draw the clocks of a view; null when it has none. `said` gets the sentences to announce, `over(name)` is called once for each clock
 * that runs out: `item` or `whole`.
 */
export function clocks(view, texts, { said, over }) {
  const ahead = Date.parse(view.at) - Date.now();
  const running = [["item", view.deadline], ["whole", view.ends_at]].filter(([, end]) => end && view.screen !== "result");
  if (!running.length) return null;
  const hands = running.map(([name, end]) => hand(name, Date.parse(end), texts));
  const tick = () => {
    for (const one of hands) one.show(Math.ceil((one.end - Date.now() - ahead) / 1000), said, over);
  };
  tick();
  const timer = setInterval(tick, 1000);
  return { node: element("div", { class: "pxa-clocks" }, ...hands.map((one) => one.node)), stop: () => clearInterval(timer) };
}

function hand(name, end, texts) {
  const value = element("strong", {});
  const node = element("p", { class: "pxa-clock", role: "timer", "aria-live": "off" }, `${texts[name]} `, value);
  let before = Infinity;
  const show = (left, said, over) => {
    const seconds = Math.max(0, left);
    value.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    node.classList.toggle("pxa-late", seconds <= SAID_AT.at(-1));
    // At the first look nothing was passed: only the clock itself is there to be read.
    const passed = SAID_AT.filter((mark) => mark < before && seconds <= mark).at(-1);
    if (passed && before !== Infinity) said(fill(texts.left, { what: texts[name], time: words(passed, texts) }));
    if (seconds === 0 && before > 0) over(name);
    before = seconds;
  };
  return { end, node, show };
}

function words(seconds, texts) {
  if (seconds < 60) return fill(texts.seconds, { count: seconds });
  return seconds === 60 ? texts.minute : fill(texts.minutes, { count: seconds / 60 });
}
