// Item files: items/<competence>/<id>.yaml of a workspace.

const ITEM = /(?:^|\/)(items\/[^/]+\/[^/]+\.yaml)$/;

/** Whether a file of the browser is an item, by its place: that is what makes one. */
export const isItem = ({ type, path }) => type === "file" && ITEM.test(path);

/** The path of an item in its workspace; undefined for anything else. */
export const workspacePath = (path) => path.match(ITEM)?.[1];

/** Give item files a type of their own: a YAML file with our icon.
 *
 * A registered type knows a file by its name only, and what makes an item is its folder; so the question is put to us first.
 */
export function markItems(registry, { texts, icon }) {
  const ask = registry.getFileTypeForModel.bind(registry);
  registry.getFileTypeForModel = (model) => {
    const type = ask(model);
    return isItem(model) ? { ...type, name: "pixauthor-item", displayName: texts.item, icon: icon.item } : type;
  };
}
