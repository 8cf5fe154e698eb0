// What a bundler would have written (module federation), by hand: JupyterLab loads this script, hands over the modules
// that it shares, and asks for the extension. See docs/adr/0009.
{
  const here = document.currentScript.src;
  let shared;

  // A shared name may be there in several versions; the one in use is JupyterLab's own, and its tokens are the ones known.
  const take = async (name) => {
    const versions = Object.values(shared[name] ?? {});
    const chosen = versions.find((version) => version.loaded) ?? versions.at(-1);
    if (!chosen) throw new Error(`JupyterLab does not share ${name}`);
    return (await chosen.get())();
  };

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB.pixauthor = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const { MODULES, makePlugin } = await import(new URL("extension.js", here));
      const taken = await Promise.all(Object.values(MODULES).map(take));
      const plugin = makePlugin(Object.fromEntries(Object.keys(MODULES).map((name, index) => [name, taken[index]])));
      return () => ({ __esModule: true, default: plugin });
    },
  };
}
