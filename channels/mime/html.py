"""HTML bodies: to plain text with the quoted parts marked (own linear tokenizer), and to safe HTML (nh3).

Safe means: no script, style sheet, form, frame, SVG or event; links only http, https, mailto and tel; a remote
image keeps its address in `data-remote-src` and shows nothing until asked for; an inline one has `data-cid`.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import nh3

from channels.mime.charsets import clean
from channels.mime.limits import MAX_HTML, MAX_HTML_DEPTH, MAX_LINKS, MAX_SAFE_HTML, MAX_TEXT, MAX_TOKENS

_TAG_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:_-]{0,40}")
_ATTRIBUTE = re.compile(r"([A-Za-z_:-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ANY_TAG = re.compile(r"<[^<>]{0,5000}>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW = {"script", "style", "title", "textarea", "noscript", "xmp", "iframe", "noembed", "noframes", "svg", "math"}
_BLOCK = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header"
    " hr html li main nav ol p pre section table tbody tfoot thead tr ul caption".split()
)  # fmt: skip
_PARAGRAPH = frozenset("p h1 h2 h3 h4 h5 h6 ul ol table dl pre".split())
_IMPLIED_END = frozenset("p li td th tr dt dd option".split())
_SPACES = re.compile(r"[ \t\n\r\f\xa0\u200b\u200c\u00ad]+")
# What mail programs put around the quoted mail; "soft" ones may hold answers between their blockquotes.
_QUOTE_SOFT = re.compile(
    r"(?i)\b(?:x_)*(?:gmail_quote\w*|gmail_attr|protonmail_quote|moz-cite-prefix|tutanota_quote)\b"
)
_QUOTE_HARD = re.compile(
    r"(?i)\b(?:x_)*(?:yahoo_quoted|zmail_extra|OutlookMessageHeader|ms-outlook-mobile-reference-\w+)\b"
)
_QUOTE_REST = re.compile(r"(?i)^(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|stopSpelling|EC_stopSpelling"
                         r"|mail-editor-reference-message-container|reply-intro)$")  # fmt: skip
_OUTLOOK_LINE = re.compile(r"(?i)border:\s*none;\s*border-top:\s*solid\s+(?:#?(?:b5c4df|e1e1e1)|windowtext)")
_SIGNATURE = re.compile(
    r"(?i)\b(?:x_)*(?:gmail_signature(?!_prefix)|moz-signature|protonmail_signature_block|ms-outlook-mobile-signature)\b"
)
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|mso-hide\s*:\s*all")
_FORWARD = re.compile(
    r"(?i)-{3,}\s*[^\n]{0,40}(?:forward|пересыл|пересл|пересил|weitergeleitet|transf|reenviad|inoltrat)"
)


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What an HTML body says. In `marked` quoted lines start with ">" and known signatures are left out."""

    text: str
    marked: str
    depth: int
    links: int


def read_html(source: str) -> HtmlText:
    """HTML to text; linear, and never deeper than its own list of open elements."""
    writer = _Writer()
    source = source[:MAX_HTML]
    for count, (kind, value, pos) in enumerate(_tokens(source)):
        if kind == "text":
            writer.words(value)
        elif kind == "start":
            writer.start(value)
        else:
            writer.end(value)
        if count > MAX_TOKENS:
            writer.links = MAX_LINKS + 1  # too much to be shown as HTML; the rest of the text without its layout
            writer.words(_ANY_TAG.sub(" ", source[pos:]))
            break
        if writer.size > MAX_TEXT:
            break
    writer.break_line()
    return HtmlText(writer.join(marked=False), writer.join(marked=True), writer.deepest, writer.links)


def _tokens(source: str) -> Iterator[tuple[str, str, int]]:
    """("text", words), ("start", `name attributes`), ("end", name), each with where it ended."""
    pos = 0
    raw_until = ""
    lower = source.lower()
    closers = {name: lower.rfind("</" + name) for name in _RAW}
    while True:
        at = source.find("<", pos)
        if at < 0:
            if not raw_until:
                yield "text", source[pos:], len(source)
            return
        if at > pos and not raw_until:
            yield "text", source[pos:at], at
        if source.startswith(("<!", "<?"), at):
            pos = _skip_declaration(source, at)
            continue
        match = _TAG_NAME.match(source, at + 1)
        if not match:
            if not raw_until:
                yield "text", "<", at + 1
            pos = at + 1
            continue
        name = match.group().lower()
        pos = _tag_end(source, match.end())
        if raw_until:
            raw_until = "" if name == raw_until else raw_until
        elif name[0] == "/":
            yield "end", name[1:], pos
        elif closers.get(name, -1) >= pos:
            raw_until = "/" + name
        elif name not in _RAW:
            yield "start", name + source[match.end() : pos - 1], pos


def _skip_declaration(source: str, at: int) -> int:
    if source.startswith("<!--", at):
        end = source.find("-->", at + 2)
        if end >= 0:
            return end + 3
    end = source.find(">", at)
    return len(source) if end < 0 else end + 1


def _tag_end(source: str, pos: int) -> int:
    """Just after the tag's `>`; quotes may hold one, but an unclosed quote ends at the first."""
    first = source.find(">", pos)
    if first < 0:
        return len(source)
    end = first
    at = pos
    for _ in range(60):
        quotes = [found for found in (source.find('"', at, end), source.find("'", at, end)) if found >= 0]
        if not quotes:
            return end + 1
        start = min(quotes)
        closing = source.find(source[start], start + 1, start + 20_000)
        if closing < 0:
            return first + 1
        at = closing + 1
        if at > end:
            end = source.find(">", at)
            if end < 0:
                return first + 1
    return end + 1


@dataclass(slots=True)
class _Open:
    """An open element and what its end takes back."""

    name: str
    quote: int = 0
    mark: bool = False
    soft: bool = False
    drop: bool = False
    hide: bool = False
    pre: bool = False


@dataclass(slots=True)
class _Line:
    text: str
    quote: int
    mark: bool
    drop: bool


@dataclass(slots=True)
class _Writer:
    """Collects lines while elements open and close."""

    lines: list[_Line] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    words_: list[str] = field(default_factory=list)
    said: bool = False  # whether the words of this line are more than spaces
    quote: int = 0
    marks: int = 0
    rest: bool = False
    drops: int = 0
    hidden: int = 0
    pre: int = 0
    size: int = 0
    deepest: int = 0
    links: int = 0

    def words(self, text: str) -> None:
        if self.hidden:
            return
        text = entities.unescape(text) if "&" in text else text
        if self.pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._add(first)
            for other in others:
                self.break_line(always=True)
                self._add(other)
        else:
            self._add(_SPACES.sub(" ", text))
        self.size += len(text)

    def _add(self, words: str) -> None:
        self.words_.append(words)
        self.said = self.said or bool(words.strip())

    def break_line(self, always: bool = False) -> None:
        text = "".join(self.words_)
        self.words_.clear()
        self.said = False
        if not self.pre:
            text = re.sub(" {2,}", " ", text).strip(" ")
        if text.strip() or always:
            if self.marks and _FORWARD.search(text):
                self.unmark()  # a forwarded mail is news, not a quote
            mark = self.marks > 0 or self.rest
            self.lines.append(_Line(text.rstrip(), self.quote, mark, self.drops > 0))

    def blank(self) -> None:
        if self.lines and self.lines[-1].text:
            self.lines.append(_Line("", self.quote, self.marks > 0 or self.rest, self.drops > 0))

    def unmark(self) -> None:
        for one in self.open:
            one.mark = False
        self.marks = 0

    def start(self, tag: str) -> None:
        match = _TAG_NAME.match(tag)
        name = match.group().lower() if match else ""
        if name == "br":
            self.break_line(always=True)
            return
        if name in ("td", "th"):
            self.words_.append("\t" if self.said else "")
        elif name == "a":
            self.links += 1
        if name in _IMPLIED_END and self.open and self.open[-1].name == name:
            self.end(name)
        if name in _BLOCK:
            self.break_line()
        if name in _PARAGRAPH:
            self.blank()
        one = self._element(name, tag[len(name) :])
        if name == "li" and not self.hidden:
            self._add("- ")
        if name in _VOID or tag.endswith("/"):
            return
        if len(self.open) < 5_000:
            self._push(one)

    def _element(self, name: str, rest: str) -> _Open:
        given = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(rest[:4_000])} if rest else {}
        kind, ident, style = given.get("class", ""), given.get("id", ""), given.get("style", "")
        one = _Open(name, pre=name == "pre", hide=bool(style and _HIDDEN.search(style)) or name == "head")
        if name == "blockquote":
            one.quote = 1
        elif kind and _QUOTE_SOFT.search(kind):
            one.mark = one.soft = True
        elif kind and _QUOTE_HARD.search(kind):
            one.mark = True
        elif _QUOTE_REST.match(ident) or (style and _OUTLOOK_LINE.search(style)):
            self.break_line()
            self.rest = True
        if _SIGNATURE.search(kind) or ident in ("Signature", "x_Signature"):
            one.drop = True
        return one

    def _push(self, one: _Open) -> None:
        self.open.append(one)
        self.deepest = max(self.deepest, len(self.open))
        if one.quote or one.mark or one.drop:
            self.break_line()
        if one.quote and self.marks:  # between a soft container's blockquotes stand answers
            for above in self.open:
                if above.soft and above.mark:
                    above.mark = False
                    self.marks -= 1
        self.quote += one.quote
        self.marks += one.mark
        self.drops += one.drop
        self.hidden += one.hide
        self.pre += one.pre

    def end(self, name: str) -> None:
        if name == "br" or (name == "p" and not any(one.name == "p" for one in self.open[-30:])):
            self.break_line(always=name == "br")
            return
        index = next((at for at in range(len(self.open) - 1, max(-1, len(self.open) - 60), -1)
                      if self.open[at].name == name), -1)  # fmt: skip
        if name in _BLOCK:
            self.break_line()
        if index < 0:
            return
        for one in reversed(self.open[index:]):
            if one.quote or one.mark or one.drop:
                self.break_line()
            self.quote -= one.quote
            self.marks -= one.mark
            self.drops -= one.drop
            self.hidden -= one.hide
            self.pre -= one.pre
        del self.open[index:]
        if name in _PARAGRAPH or name == "blockquote":
            self.blank()

    def join(self, marked: bool) -> str:
        out: list[str] = []
        for line in self.lines:
            if marked and line.drop:
                continue
            depth = line.quote + (1 if marked and line.mark and not line.quote else 0)
            depth = min(depth, 20)
            out.append((">" * depth + (" " if depth and line.text else "")) + line.text)
        return re.sub(r"\n{3,}", "\n\n", clean("\n".join(out))).strip("\n").rstrip()[:MAX_TEXT]


# --- safe HTML -------------------------------------------------------------------------------------------

_TAGS = set(
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em"
    " figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong"
    " sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title", "align", "valign", "style"},
    "a": {"href"}, "img": {"alt", "width", "height", "data-remote-src", "data-cid"},
    "table": {"border", "cellpadding", "cellspacing", "width", "bgcolor"}, "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor", "nowrap"}, "th": {"colspan", "rowspan", "width"},
    "tr": {"bgcolor"}, "col": {"span", "width"}, "colgroup": {"span"}, "ol": {"start", "type"}, "li": {"value"},
}  # fmt: skip
_STYLES = {"color", "background-color", "font-weight", "font-style", "text-decoration", "text-align",
           "white-space", "vertical-align"}  # fmt: skip
_GONE = {"script", "style", "title", "head", "iframe", "object", "embed", "svg", "math", "noscript", "template",
         "textarea", "select", "audio", "video", "canvas", "applet", "frameset"}  # fmt: skip
_LINK = re.compile(r"(?i)^(?:https?://|mailto:|tel:)[^\x00-\x20<>\"]{1,4000}$")
_REMOTE = re.compile(r"(?i)^https?://[^\x00-\x20<>\"']{1,4000}$")
_CID = re.compile(r"^[^\x00-\x20<>\"']{1,400}$")
_LONE_AMPERSAND = re.compile(r"&(?!#?[A-Za-z0-9]{1,31};)")
_IMG = re.compile(r"(?i)<img\b[^<>]{0,8000}>")
_SRC = re.compile(r"(?i)([\s\"'/])src\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def safe_html(source: str, read: HtmlText) -> str:
    """The body as HTML that can be shown, "" when it is too big, deep or full of links to be worth it."""
    if len(source) > MAX_SAFE_HTML or read.depth > MAX_HTML_DEPTH or read.links > MAX_LINKS:
        return ""
    source = clean(source)
    if source.count("&") > 50_000:
        return ""  # the cleaner is quadratic in ampersands
    if source.count("&") > 5_000:
        source = _LONE_AMPERSAND.sub("&amp;", source)
    return clean(
        nh3.clean(
            _IMG.sub(_quiet_image, source),
            tags=_TAGS,
            clean_content_tags=_GONE,
            attributes=_ATTRIBUTES,
            attribute_filter=_keep_attribute,
            filter_style_properties=_STYLES,
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener noreferrer",
            set_tag_attribute_values={"a": {"target": "_blank"}},
            strip_comments=True,
        )
    )


def text_as_html(text: str) -> str:
    """Plain text as safe HTML, where a body of several parts mixes both."""
    return "<p>" + entities.escape(text).replace("\n", "<br>") + "</p>"


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        value = value.strip()
        return value if _LINK.match(value) else None
    if name == "data-remote-src":
        return value if _REMOTE.match(value) else None
    if name == "data-cid":
        return value if _CID.match(value) else None
    return value


def _quiet_image(match: re.Match[str]) -> str:
    """Rename `src` before cleaning; a `src` this does not find is dropped by the cleaner anyway."""
    return _SRC.sub(_quiet_source, match.group(), count=1)


def _quiet_source(match: re.Match[str]) -> str:
    value = entities.unescape(match.group(2) or match.group(3) or match.group(4) or "").strip()
    if value.lower().startswith("cid:"):
        return f'{match.group(1)}data-cid="{entities.escape(value[4:])}"'
    if value.startswith("//"):
        value = "https:" + value
    return f'{match.group(1)}data-remote-src="{entities.escape(value)}"'
