// Pages: notebooks of a workspace, opened as pages. They are run, their code is folded, and they can be spoken to.

import { findWorkspace } from "./requests.js";

const TARGET = "pixauthor.open";
const PAGE = "pxa-page";
// Where a page answers what it is asked: the editor, or the first widget; both may stand below what explains them.
const ANSWERED = { open: ".pxe", new: ".jupyter-widgets" };

export function pageActions(context) {
  const { config, documents, jupyter, texts } = context;
  const { NotebookActions } = jupyter.notebook;
  // The run of each open page, so that a page is run once however often its card is used.
  const runs = new WeakMap();
  const buttons = new WeakMap();

  /** Open a page of the workspace that holds `path`, and run it unless it was; returns its panel at once. */
  async function open(id, path) {
    const notebook = await findPage(id, path);
    if (!notebook) return undefined;
    const panel = documents.openOrReveal(notebook, "Notebook");
    if (!runs.has(panel)) run(panel);
    return panel;
  }

  async function findPage(id, path) {
    const workspace = await findWorkspace(context, path);
    if (workspace === null) return refuse(texts.no_workspace);
    const notebook = [workspace, config.pages.find((page) => page.id === id).notebook].filter(Boolean).join("/");
    try {
      await documents.services.contents.get(notebook, { content: false });
    } catch {
      return refuse(texts.no_page.replace("{page}", notebook));
    }
    return notebook;
  }

  /** Open a page and send it a message once it has run; a page that does not listen is run again. */
  async function ask(id, path, message) {
    const panel = await open(id, path);
    if (panel) deliver(panel, message);
    return panel;
  }

  async function deliver(panel, message) {
    await runs.get(panel);
    if (panel.isDisposed) return undefined;
    if (!(await send(panel, message))) {
      await run(panel);
      if (!(await send(panel, message))) return refuse(texts.deaf);
    }
    panel.content.node.querySelector(ANSWERED[message.do])?.scrollIntoView({ block: "start" });
    return undefined;
  }

  function run(panel) {
    const edited = panel.context.isReady && panel.context.model.dirty;
    const running = (async () => {
      await panel.context.ready;
      await panel.sessionContext.ready;
      foldCode(panel, true);
      await NotebookActions.runAll(panel.content, panel.sessionContext);
      if (panel.isDisposed) return;
      panel.content.activeCellIndex = 0;
      panel.content.node.querySelector(".jp-WindowedPanel-outer")?.scrollTo(0, 0);
      // What a run shows is not the author's work: nobody is asked to save it.
      if (!edited) panel.context.model.dirty = false;
    })();
    runs.set(panel, running);
    return running;
  }

  async function send(panel, message) {
    const kernel = panel.sessionContext.session?.kernel;
    if (!kernel) return false;
    const comm = kernel.createComm(TARGET);
    let heard = true;
    // A kernel where nobody listens on that name closes at once.
    comm.onClose = () => {
      heard = false;
    };
    await comm.open(message).done;
    return heard;
  }

  function foldCode(panel, folded) {
    if (folded) NotebookActions.hideAllCode(panel.content);
    else NotebookActions.showAllCode(panel.content);
    panel.toggleClass(PAGE, folded);
    const button = buttons.get(panel);
    if (button) button.pressed = !folded;
  }

  /** Give the notebooks that are pages a button that shows their code. */
  function addCodeButton(panel) {
    if (!config.pages.some(({ notebook }) => panel.context.path.endsWith(notebook))) return undefined;
    const button = new jupyter.ui.ToolbarButton({
      label: texts.code.title,
      tooltip: texts.code.about,
      onClick: () => foldCode(panel, !panel.hasClass(PAGE)),
    });
    button.addClass("pxa-code");
    buttons.set(panel, button);
    if (!panel.toolbar.insertBefore("kernelName", "pixauthor-code", button)) panel.toolbar.addItem("pixauthor-code", button);
    return button;
  }

  function refuse(sentence) {
    jupyter.apputils.showErrorMessage("pixauthor", sentence);
    return undefined;
  }

  return { open, ask, addCodeButton };
}
