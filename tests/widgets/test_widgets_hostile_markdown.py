"""A corpus of hostile Markdown: whatever draws an item shows it, and nothing of it runs, calls or hides."""

from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from pixauthor.bank.codec import decode_item
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.public import publish
from pixauthor.source.parser import parse_document
from pixauthor.widgets.markdown import plain, render_block, render_inline, render_template
from pixauthor.widgets.present import present

CORPUS = [
    # Scripts, and elements that run or load by themselves.
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:x onerror\n=\nalert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html;base64,PHNjcmlwdD4=></object>",
    "<embed src=//evil.example/x.swf>",
    "<form action=//evil.example><button>Valider</button></form>",
    "<input autofocus onfocus=alert(1)>",
    # Elements that change the page around.
    "<style>*{display:none}</style>",
    "<style>@import '//evil.example/x.css';</style>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<div style='position:fixed;inset:0;background:url(//evil.example)'>x</div>",
    "<template><script>alert(1)</script></template>",
    # Tags and comments that never close, or close what is not theirs.
    "<img src='x",
    "<a href='javascript:alert(1)",
    "<!-- <script>alert(1)</script>",
    "<!--><script>alert(1)</script>",
    "</div></fieldset></form><script>alert(1)</script>",
    "</textarea></title></noscript><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    # Links and their disguises.
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "onmouseover=alert(1)")',
    '[x](https://example.org" onmouseover="alert(1))',
    "[[x](javascript:alert(1))](https://example.org)",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "[![x](media/x.png)](javascript:alert(1))",
    "![[x](javascript:alert(1))](media/x.png)",
    # Pictures.
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](\\\\evil.example\\pixel.png)",
    "![x](media/../../secret.png)",
    "![x](media/%2e%2e/%2e%2e/secret.png)",
    '![x" onerror="alert(1)](media/x.png)',
    '![x](media/x.png"onerror="alert(1))',
    # Entities, code, blanks.
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "`<script>alert(1)</script>`",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "```<img/src=x/onerror=alert(1)>\nx\n```",
    "${<img src=x onerror=alert(1)>}",
    '${a"onfocus="alert(1)}',
    '<span data-blank="copier">',
    "| a |\n| :-: |\n| <img src=x onerror=alert(1)> |",
    "\u2028<script>alert(1)</script>\u2029",
    "<\x00script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]
KNOWN_TAGS = {
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "img",
    "span",
} | {*("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")}
KNOWN_NAMES = {"href", "target", "rel", "data-src", "alt", "data-blank", "start", "style", "tabindex", "title"}


class Reader(HTMLParser):
    """What a browser would make of a piece of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in {"br", "hr", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def assert_harmless(html: str) -> None:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    for tag, attributes in reader.found:
        assert tag in KNOWN_TAGS
        assert attributes.keys() <= KNOWN_NAMES
        assert attributes.get("href", "https:").startswith(("https:", "http:", "mailto:"))
        assert attributes.get("style", "text-align").startswith("text-align")
        source = unescape(attributes.get("data-src", "media/"))
        assert "//" not in source
        assert ":" not in source
        assert ".." not in unquote(source)
        if attributes.get("target"):
            assert "noopener" in attributes["rel"]


@pytest.mark.parametrize("attack", CORPUS)
@pytest.mark.parametrize("render", [render_block, render_inline, render_template])
def test_what_is_drawn_is_harmless(render, attack):
    assert_harmless(render(attack))
    assert_harmless(render(f"Avant **{attack}** après [lien](https://example.org) {attack}"))


@pytest.mark.parametrize("attack", CORPUS)
def test_a_name_of_a_field_is_text(attack):
    assert "\n" not in plain(attack)


def hostile_item(attack):
    example = "type: blanks" if "${" in attack else "type: single-choice"
    data = parse_document(next(iter(expand(example).values())).decode(), "x.yaml").document.data
    for name in ("stem", "alternative_text"):
        data[name] = attack
    for option in data.get("choices", ()):
        option["text"] = attack
    return decode_item(data)


def pieces(value):
    """Every value of a message that the page inserts as HTML, by the name of its field."""
    if isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str) and (name == "html" or name.endswith("_html")):
                yield one
            else:
                yield from pieces(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from pieces(one)


@pytest.mark.parametrize("attack", CORPUS)
def test_every_piece_of_an_item_that_a_page_inserts_is_harmless(attack):
    inserted = list(pieces(present(publish(hostile_item(attack)))))
    assert inserted
    for html in inserted:
        assert_harmless(html)
