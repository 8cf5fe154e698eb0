// Words with the service. A command that finds nobody is said again, with growing waits: each may be repeated without harm.

const WAITS = [1, 2, 4, 8, 15, 30];
const PATIENCE = 20_000;
const NOBODY = new Set([502, 503, 504]);

/** Thrown by `once` when nobody answers. */
export class Lost extends Error {}

/** Ask once: `{status, body}`. Throws `Lost`. */
export async function once(path, data = null, options = {}) {
  const command = data && {
    method: "POST",
    headers: { "content-type": "application/json", "x-pixauthor": "1" },
    body: JSON.stringify(data),
  };
  const address = `${path}?lang=${document.documentElement.lang}`;
  try {
    const reply = await fetch(address, { ...command, ...options, signal: AbortSignal.timeout(PATIENCE) });
    if (NOBODY.has(reply.status)) throw new Lost();
    return { status: reply.status, body: await reply.json() };
  } catch {
    throw new Lost();
  }
}

/** Ask until somebody answers. `told` has `lost(seconds)` and `back()`. */
export async function ask(path, data, told) {
  for (let tries = 0; ; tries += 1) {
    try {
      const reply = await once(path, data);
      if (tries) told.back();
      return reply;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      const seconds = WAITS[Math.min(tries, WAITS.length - 1)];
      told.lost(seconds);
      await pause(seconds);
    }
  }
}

/** Wait, but not longer than until the computer is on the network again. */
function pause(seconds) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, 1000 * seconds);
    window.addEventListener("online", end);
  });
}
