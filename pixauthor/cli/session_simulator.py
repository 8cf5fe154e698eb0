"""A page around a simulator, for a session in a terminal: it shows what the simulator posts, to be copied back."""

from html import escape
from pathlib import Path
from string import Template
from typing import Final

from pixauthor.files import read_text, write_atomic
from pixauthor.locale import current_language, text

# As in the candidate's page: no origin, no network; the answer comes by message, from this frame only.
_SEAL: Final = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline';"
    " style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:; form-action 'none'\">"
)
_PAGE: Final = Template("""<!doctype html>
<html lang="$language"><head><meta charset="utf-8"><title>$title</title>
<style>
  body {font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem}
  iframe {width: 100%; height: 70vh; border: 1px solid #767676; border-radius: 6px}
  output {font: 1.1rem ui-monospace, monospace; padding: .2rem .5rem; background: #eef2f7; border-radius: 4px}
</style></head><body>
<iframe sandbox="allow-scripts" title="$title" srcdoc="$page"></iframe>
<p>$copy <output aria-live="polite">—</output></p>
<script>
  const frame = document.querySelector("iframe");
  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow || data?.type !== "pixauthor:answer") return;
    document.querySelector("output").textContent = data.value || "—";
  });
</script></body></html>
""")


def write_frame(page: Path, folder: Path, *, title: str) -> Path:
    """Write a page that holds the simulator ``page`` and shows its answer; return where it is.

    Raises:
        PixauthorError: when the simulator cannot be read, or the folder written.
    """
    html = _PAGE.substitute(
        language=current_language(),
        title=escape(title),
        page=escape(_SEAL + read_text(page)),
        copy=escape(text("session.simulator-copy")),
    )
    target = folder / page.name
    write_atomic(target, html.encode())
    return target
