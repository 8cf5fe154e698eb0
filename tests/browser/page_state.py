"""All that a page holds: what is drawn in its frames, what it keeps in the browser, and everything in its memory."""

import json
from collections.abc import Iterable

from playwright.sync_api import Page

STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
DATABASES = """async () => {
  const asked = (request) =>
    new Promise((yes, no) => Object.assign(request, {onsuccess: () => yes(request.result), onerror: no}));
  const found = await indexedDB.databases();
  return JSON.stringify(await Promise.all(found.map(async ({name}) => {
    const database = await asked(indexedDB.open(name));
    const stores = [...database.objectStoreNames].map((one) => database.transaction(one).objectStore(one));
    const kept = await Promise.all(stores.map((one) => asked(one.getAll())));
    database.close();
    return [name, kept];
  })));
}"""


def heap_of(page: Page) -> str:
    """Return all that stands in the page's JavaScript, as V8 writes it down (whole strings: see ``ARGUMENTS``)."""
    session, parts = page.context.new_cdp_session(page), []
    session.on("HeapProfiler.addHeapSnapshotChunk", lambda event: parts.append(event["chunk"]))
    session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    session.detach()
    return "".join(parts)


def state_of(page: Page, *, heap: bool = True) -> str:
    """Return all that a page holds; its memory takes seconds to write down."""
    drawn = [frame.content() for frame in page.frames]
    kept = [page.evaluate(STORED), page.evaluate(DATABASES), *([heap_of(page)] if heap else [])]
    return "\n".join([*drawn, *kept])


def found_in(seen: str, words: Iterable[str]) -> list[str]:
    """Return the words that stand somewhere: as they are, as JSON writes them, or as V8 does."""
    return [word for word in words if any(form in seen for form in {word, json.dumps(word)[1:-1], _of_v8(word)})]


def _of_v8(word: str) -> str:
    return "".join(letter if letter.isascii() else f"\\u{ord(letter):04X}" for letter in word)


PLANTED = {
    "a variable of a module": "window.planted = (() => { const held = {key: WORD}; return () => held; })()",
    "the end of a long text": "window.long = JSON.stringify({filler: 'x'.repeat(5000), key: WORD})",
    "an element that is not shown": "document.body.append(Object.assign(document.createElement('p'), {hidden: true, "
    "textContent: WORD}))",
    "an attribute": "document.body.setAttribute('data-key', WORD)",
    "local storage": "localStorage.setItem('planted', WORD)",
    "session storage": "sessionStorage.setItem('planted', WORD)",
    "a cookie": "document.cookie = `planted=${WORD}`",
    "a frame": "document.body.appendChild(Object.assign(document.createElement('iframe'), {sandbox: 'allow-scripts', "
    "srcdoc: `<p>${WORD}</p>`})).dataset.planted = ''",
    "a database": "new Promise((yes) => Object.assign(indexedDB.open('planted', 1), {"
    "onupgradeneeded: (event) => event.target.result.createObjectStore('keys', {autoIncrement: true}).add(WORD), "
    "onsuccess: (event) => { event.target.result.close(); yes(); }}))",
}
"""Where a key could lie, and a line of script that puts one there."""


def plant(page: Page) -> list[str]:
    """Put a word into every place of a page, and return them: who finds nothing must be seen to look there."""
    words = [f"semé{number}élan" for number in range(len(PLANTED))]
    for word, script in zip(words, PLANTED.values(), strict=True):
        # Spelled in numbers: the script itself is in the page's memory, too.
        spelled = f"String.fromCharCode({', '.join(str(ord(letter)) for letter in word)})"
        page.evaluate(f"async () => {{ await ({script.replace('WORD', spelled)}); }}")
    page.frame_locator("iframe[data-planted]").get_by_text("semé").wait_for()
    return words
