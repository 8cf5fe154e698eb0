// The service, asked by `fetch`: the transport of its own pages.

import { Lost } from "../runner/wire.js";

const PATIENCE = 20_000;
const NOBODY = new Set([502, 503, 504]);

export const language = document.documentElement.lang;
export const texts = JSON.parse(document.getElementById("texts").textContent);

/** Ask once: `{status, body}`. Throws `Lost`. */
export async function send(path, data = null) {
  const command = data && {
    method: "POST",
    headers: { "content-type": "application/json", "x-pixauthor": "1" },
    body: JSON.stringify(data),
    // That the page was left must be heard of, even when it is left for good.
    keepalive: path === "session/focus",
  };
  try {
    const reply = await fetch(`/api/${path}?lang=${language}`, { ...command, signal: AbortSignal.timeout(PATIENCE) });
    if (NOBODY.has(reply.status)) throw new Lost();
    return { status: reply.status, body: await reply.json() };
  } catch {
    throw new Lost();
  }
}
