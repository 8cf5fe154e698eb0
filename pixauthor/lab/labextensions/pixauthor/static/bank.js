// A new bank: its name is asked, the server makes the folder, and its first page opens.

import { createBank } from "./requests.js";

export function bankActions(context, pages) {
  const { jupyter, texts, browser } = context;

  async function create(path) {
    const { value } = await jupyter.apputils.InputDialog.getText({
      title: texts.new_bank.title,
      label: texts.new_bank.name,
      placeholder: texts.new_bank.example,
      okLabel: texts.new_bank.create,
      required: true,
    });
    if (!value) return undefined;
    try {
      const workspace = await createBank(context, path, value);
      await browser?.model.cd(`/${workspace}`);
      return await pages.open("write", workspace);
    } catch (error) {
      await jupyter.apputils.showErrorMessage(texts.new_bank.refused, error.message);
      return undefined;
    }
  }

  return { create };
}
