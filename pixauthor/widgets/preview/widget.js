// Items in a notebook, one under the other; what is answered goes to the trait `answers`, by item.

import { drawItem } from "../_shared/item.js";
import { element } from "../_shared/dom.js";

function render({ model, el }) {
  const root = element("div", { class: "pxa pxa-cards", "data-lm-suppress-shortcuts": "true" });
  for (const kind of ["keydown", "keyup", "keypress"]) root.addEventListener(kind, (event) => event.stopPropagation());
  let drawings = [];
  const show = () => {
    drawings.forEach((drawing) => drawing.destroy());
    root.replaceChildren();
    drawings = model.get("drawings").map(({ item, media, caption }) => {
      const mount = element("div");
      root.append(element("article", { class: "pxa-card" }, caption ? element("p", { class: "pxa-caption" }, caption) : "", mount));
      const onAnswer = (answer) => {
        model.set("answers", { ...model.get("answers"), [item.item]: answer });
        model.save_changes();
      };
      return drawItem(mount, item, { language: model.get("language"), texts: model.get("texts"), media, onAnswer });
    });
  };
  model.on("change:drawings", show);
  el.append(root);
  show();
  return () => {
    model.off("change:drawings", show);
    drawings.forEach((drawing) => drawing.destroy());
  };
}

export default { render };
