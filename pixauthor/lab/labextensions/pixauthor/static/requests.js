// What is asked of the server extension (pixauthor/lab/server.py). Jupyter's client adds the sign-in and the XSRF token.

/** Ask the server; a refusal is an Error with the server's sentence. */
async function ask({ jupyter, language }, path, query, init) {
  const { ServerConnection } = jupyter.services;
  const settings = ServerConnection.makeSettings();
  const search = new URLSearchParams({ ...query, language });
  const url = jupyter.coreutils.URLExt.join(settings.baseUrl, "pixauthor", path);
  const response = await ServerConnection.makeRequest(`${url}?${search}`, init, settings);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer.workspace;
}

/** The workspace that holds a path, or null. */
export const findWorkspace = (context, path) => ask(context, "workspace", { path }, {});

/** Make a new bank; returns its path. */
export const createBank = (context, path, name) =>
  ask(context, "banks", {}, { method: "POST", body: JSON.stringify({ path, name }) });
