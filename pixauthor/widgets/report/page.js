// The page of a calibration, once it is read: its table of items sorts and filters.

import { filterOf, makeSortable } from "../_shared/sortable.js";

const items = document.querySelector("#items table");
const settings = items.closest("section").dataset;
makeSortable(items);
items.closest(".scroll").before(filterOf(items, JSON.parse(settings.texts), JSON.parse(settings.verdicts)));
