"""Markdown of authors to HTML that is safe to insert in a page.

Two nets: the parser lets no HTML through, and nh3 keeps only the elements that prose needs. A picture becomes
``<img data-src="media/…">``: the host that draws it decides from where it is read, and nothing is fetched before.
"""

import re
from html import escape, unescape
from typing import Any, Final
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from pixauthor.ids import BLANK_NAME

_BLANK: Final = re.compile(r"\$\{(" + BLANK_NAME.pattern + r")\}")
_LOCAL: Final = re.compile(r"(?!/)(?!.*(?:^|/)\.\.(?:/|$))[\w./ %-]+")
_TAG: Final = re.compile(r"<[^>]*>")
_TAGS: Final = frozenset(
    {"p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "img", "span"}
) | frozenset({"h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"})
_ATTRIBUTES: Final = {
    "a": {"href"},
    "img": {"data-src", "alt"},
    "span": {"data-blank"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "th": {"style"},
    "td": {"style"},
}
_SENTENCE: Final = 160
# Made once: it takes twenty times as long as to clean a paragraph.
_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    filter_style_properties={"text-align"},
    url_schemes={"https", "http", "mailto"},
    set_tag_attribute_values={"a": {"target": "_blank"}},
    link_rel="noopener noreferrer",
)


def render_block(source: str) -> str:
    """Return Markdown of several paragraphs as clean HTML."""
    return _clean(_MARKDOWN.render(source))


def render_inline(source: str) -> str:
    """Return Markdown of one line (a choice, an entry) as clean phrasing HTML."""
    return _clean(_MARKDOWN.renderInline(source.strip()))


def render_template(source: str) -> str:
    """Return Markdown in which each ``${name}`` becomes ``<span data-blank="name"></span>``, as clean HTML."""
    return _clean(_TEMPLATES.render(source))


def plain(source: str) -> str:
    """Return Markdown as text on one line: for names of fields and options of drop-downs."""
    spaced = re.sub(r"</(?:p|li|tr|td|th|h\d)>|<br ?/?>", " ", render_block(source))
    return " ".join(unescape(_TAG.sub("", spaced)).split())


def question_of(source: str) -> str:
    """Return the sentence that names a question: its last paragraph that asks, else its first one, shortened."""
    paragraphs = [plain(block) for block in re.split(r"\n\s*\n", source) if block.strip()]
    asking = [paragraph for paragraph in paragraphs if paragraph.rstrip().endswith("?")]
    sentence = (asking or paragraphs or [""])[-1 if asking else 0]
    return sentence if len(sentence) <= _SENTENCE else sentence[: _SENTENCE - 1].rsplit(" ", 1)[0] + "…"


def _clean(html: str) -> str:
    return str(_CLEANER.clean(html.strip()))


def _image(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    source, alt = str(token.attrs.get("src", "")), escape(renderer.renderInlineAsText(token.children, options, env))
    # Browsers read « %2e%2e » as two points. A picture from elsewhere would tell that site who takes the test: its text
    # alone stays.
    return f'<img data-src="{escape(source)}" alt="{alt}">' if _LOCAL.fullmatch(unquote(source)) else alt


def _heading(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    # The page owns the first two levels of headings.
    level = min(6, int(tokens[index].tag[1]) + 2)
    return f"<h{level}>" if tokens[index].nesting == 1 else f"</h{level}>\n"


def _code(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    # Lines of code are not folded, so a long one scrolls: the keyboard must reach it.
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def _blank(state: StateInline, silent: bool) -> bool:
    match = _BLANK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("blank", "span", 0).attrs = {"data-blank": match[1]}
    state.pos = match.end()
    return True


def _parser(*, with_blanks: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image)
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("code_block", _code)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    if with_blanks:
        parser.inline.ruler.before("escape", "blank", _blank)
        parser.add_render_rule("blank", _blank_span)
    return parser


def _blank_span(_renderer: Any, tokens: Any, index: int, _options: Any, _env: Any) -> str:
    return f'<span data-blank="{tokens[index].attrs["data-blank"]}"></span>'


_MARKDOWN: Final = _parser(with_blanks=False)
_TEMPLATES: Final = _parser(with_blanks=True)
