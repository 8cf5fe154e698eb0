// The extension: launcher cards, item files, and what they do. Every text comes from the server (pixauthor/lab/page.py).

import { bankActions } from "./bank.js";
import { icons } from "./icons.js";
import { isItem, markItems, workspacePath } from "./items.js";
import { pageActions } from "./pages.js";

/** What we take of JupyterLab, by the names that it shares. */
export const MODULES = {
  apputils: "@jupyterlab/apputils",
  coreutils: "@jupyterlab/coreutils",
  docmanager: "@jupyterlab/docmanager",
  filebrowser: "@jupyterlab/filebrowser",
  launcher: "@jupyterlab/launcher",
  notebook: "@jupyterlab/notebook",
  services: "@jupyterlab/services",
  translation: "@jupyterlab/translation",
  ui: "@jupyterlab/ui-components",
};

const CATEGORY = "pixauthor";
const FIRST = -1;

/** Return the plugin that JupyterLab registers. */
export function makePlugin(jupyter) {
  return {
    id: "pixauthor:workbench",
    autoStart: true,
    requires: [jupyter.docmanager.IDocumentManager, jupyter.translation.ITranslator],
    optional: [jupyter.launcher.ILauncher, jupyter.apputils.ICommandPalette, jupyter.filebrowser.IDefaultFileBrowser],
    activate: (app, documents, translator, launcher, palette, browser) => {
      const told = jupyter.coreutils.PageConfig.getOption("pixauthor");
      // Without our server extension there is nothing to say and nobody to ask.
      if (told) activate({ app, jupyter, documents, translator, launcher, palette, browser, config: JSON.parse(told) });
    },
  };
}

function activate(around) {
  const { app, jupyter, launcher, palette, translator, config } = around;
  const language = translator.languageCode?.slice(0, 2);
  const spoken = language in config.texts ? language : config.language;
  const context = { ...around, language: spoken, texts: config.texts[spoken], icon: labIcons(jupyter.ui.LabIcon) };
  const pages = pageActions(context);
  const banks = bankActions(context, pages);
  for (const [id, command] of Object.entries(commandTable(context, pages, banks))) {
    app.commands.addCommand(id, command);
  }
  dress();
  cards(config).forEach((card, rank) => {
    launcher?.add({ ...card, category: CATEGORY, categoryRank: FIRST, rank });
    palette?.addItem({ ...card, category: CATEGORY });
  });
  markItems(app.docRegistry, context);
  app.contextMenu.addItem({ command: "pixauthor:open-item", selector: '.jp-DirListing-item[data-file-type="pixauthor-item"]', rank: 0 });
  app.docRegistry.addWidgetExtension("Notebook", { createNew: (panel) => pages.addCodeButton(panel) });
}

function dress() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("style.css", import.meta.url);
  document.head.append(link);
}

const labIcons = (LabIcon) =>
  Object.fromEntries(Object.entries(icons).map(([name, svgstr]) => [name, new LabIcon({ name: `pixauthor:${name}`, svgstr })]));

const cards = (config) => [
  ...config.pages.map(({ id }) => ({ command: "pixauthor:open-page", args: { id } })),
  { command: "pixauthor:new-item" },
  { command: "pixauthor:new-bank" },
];

function commandTable(context, pages, banks) {
  const { texts, icon, browser } = context;
  const selected = () => browser?.selectedItems().next().value;
  const here = (args) => args.cwd ?? browser?.model.path ?? "";
  return {
    "pixauthor:open-page": {
      label: ({ id }) => texts.pages[id]?.title ?? texts.open_page,
      caption: ({ id }) => texts.pages[id]?.about ?? "",
      icon: ({ id }) => icon[id],
      execute: (args) => pages.open(args.id, here(args)),
    },
    "pixauthor:new-item": {
      label: texts.new_item.title,
      caption: texts.new_item.about,
      icon: icon.newItem,
      execute: (args) => pages.ask("write", here(args), { do: "new" }),
    },
    "pixauthor:new-bank": {
      label: texts.new_bank.title,
      caption: texts.new_bank.about,
      icon: icon.newBank,
      execute: (args) => banks.create(here(args)),
    },
    "pixauthor:open-item": {
      label: texts.open_item,
      icon: icon.item,
      isVisible: () => isItem(selected() ?? {}),
      execute: (args) => {
        const path = args.path ?? selected()?.path ?? "";
        const item = workspacePath(path);
        return item && pages.ask("write", path, { do: "open", item });
      },
    },
  };
}
