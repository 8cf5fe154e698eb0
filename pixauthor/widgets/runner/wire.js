// Words with whoever conducts the session. A command that finds nobody is said again, with growing waits: each may be repeated without harm.

const WAITS = [1, 2, 4, 8, 15, 30];

/** Thrown by a transport, `send(path, data)`, when nobody answers. */
export class Lost extends Error {}

/** Ask until somebody answers: `{status, body}`; null once `signal` ends it. `told` has `lost(seconds)` and `back()`. */
export async function ask(send, path, data, { told, signal }) {
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      const reply = await send(path, data);
      if (tries) told.back();
      return signal.aborted ? null : reply;
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      const seconds = WAITS[Math.min(tries, WAITS.length - 1)];
      told.lost(seconds);
      await quiet(seconds, signal);
    }
  }
  return null;
}

/** Wait, but not longer than until the computer is on the network again. */
function quiet(seconds, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, 1000 * seconds);
    window.addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}
