// The authors' page: items are drawn when they come near the screen, and filters hide those that do not fit.

import { drawItem } from "../_shared/item.js";
import { fill } from "../_shared/dom.js";

export function start({ language, texts, found }) {
  const cards = [...document.querySelectorAll("article.card")];
  const draw = (card) => {
    const script = card.querySelector('script[type="application/json"]');
    if (!script) return;
    const { item, media } = JSON.parse(script.textContent);
    script.remove();
    const mount = card.querySelector(".mount");
    const drawing = drawItem(mount, item, {
      language,
      texts,
      media,
      uid: `i-${item.item}`,
      onAnswer: (answer) => mount.dispatchEvent(new CustomEvent("pixauthor:answer", { detail: answer, bubbles: true })),
    });
    mount.getAnswer = drawing.getAnswer;
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: "800px" },
  );
  cards.forEach((card) => near.observe(card));
  window.addEventListener("beforeprint", () => cards.forEach(draw));
  filter(cards, found);
  const contents = document.querySelector("nav details");
  if (window.matchMedia("(max-width: 60rem)").matches) contents.open = false;
}

function filter(cards, found) {
  const search = document.getElementById("search");
  const selects = ["type", "level", "status"].map((name) => [name, document.getElementById(`by-${name}`)]);
  const sections = [...document.querySelectorAll("main section")];
  const apply = () => {
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      const fits =
        selects.every(([name, { value }]) => !value || card.dataset[name] === value) &&
        words.every((word) => card.dataset.text.includes(word));
      card.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const section of sections) section.hidden = !section.querySelector("article:not([hidden])");
    document.getElementById("nothing").hidden = count > 0;
    const all = count === cards.length;
    const sentence = fill(count === 1 ? found.found_one : found.found_many, { count });
    document.getElementById("found").textContent = all ? "" : sentence;
  };
  search.addEventListener("input", apply);
  selects.forEach(([, select]) => select.addEventListener("change", apply));
  search.form.addEventListener("submit", (event) => event.preventDefault());
}

function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}
