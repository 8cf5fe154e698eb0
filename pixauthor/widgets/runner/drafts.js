// What is typed, kept in this tab until it is answered: a reload, a lost connection or a lost kernel takes nothing away.

const PREFIX = "pixauthor:";
const nameOf = (view) => `${PREFIX}${view.session}:${view.rank}`;

export const drafts = {
  keep(view, value) {
    try {
      sessionStorage.setItem(nameOf(view), JSON.stringify(value));
    } catch {
      // A file that is too large for this store is still on the page.
    }
  },

  /** What was typed for a question: in this tab, else what the service kept. */
  read(view) {
    const kept = sessionStorage.getItem(nameOf(view)) ?? view.draft;
    return kept ? JSON.parse(kept) : null;
  },

  drop(view) {
    sessionStorage.removeItem(nameOf(view));
  },

  dropAll() {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  },
};
