// Line drawings on a grid of 24, in one colour that stands out on JupyterLab's light and dark grounds.

const draw = (...paths) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" fill="none" stroke="#4c6ef5" stroke-width="1.7"` +
  ` stroke-linecap="round" stroke-linejoin="round">${paths.map((path) => `<path d="${path}"/>`).join("")}</svg>`;

const SHEET = "M6 3h8l4 4v14H6z M14 3v4h4";

export const icons = {
  write: draw("M4 20l1-4L16 5l3 3L8 19z", "M14 7l3 3", "M12 20h8"),
  review: draw("M5 3h14v18H5z", "M8 9l1.5 1.5L12 8", "M14 9h2", "M8 15l1.5 1.5L12 14", "M14 15h2"),
  campaign: draw("M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12z", "M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0"),
  responses: draw("M4 13v6h16v-6", "M12 3v11", "M8 10l4 4 4-4"),
  calibrate: draw("M4 4v16h16", "M5 18c7 0 5-11 14-12"),
  session: draw("M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18", "M10 8.5v7l6-3.5z"),
  certify: draw("M12 3a6 6 0 1 0 0 12 6 6 0 1 0 0-12", "M9.5 9l2 2 3-3.5", "M8.5 14.5L7 21l5-2.5 5 2.5-1.5-6.5"),
  newItem: draw(SHEET, "M12 11v6", "M9 14h6"),
  newBank: draw("M3 6h6l2 2h10v11H3z", "M12 11v5", "M9.5 13.5h5"),
  item: draw(SHEET, "M10 12a2 2 0 1 1 2.6 1.9c-.4.15-.6.4-.6.9", "M12 17.6v.01"),
};
