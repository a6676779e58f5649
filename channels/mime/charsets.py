"""Bytes to text whatever the label says: aliases, wrong labels, Russian code pages, no NUL, no lone surrogates."""

from __future__ import annotations

import codecs
import re

from channels.mime.limits import MAX_TEXT

# Labels seen in mail that Python knows by another name, or that real mailers use for a superset
# (https://encoding.spec.whatwg.org/#names-and-labels).
_ALIASES = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso88591": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "l1": "cp1252", "iso-8859-1-windows-3.1-latin-1": "cp1252", "ansi": "cp1252", "x-ansi": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "tis620": "cp874", "windows-874": "cp874",
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "iso-8859-6-i": "iso8859_6",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "korean": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "x-euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp_ext", "big5": "big5hkscs", "x-big5": "big5hkscs",
    "win-1251": "cp1251", "cp-1251": "cp1251", "windows-cp1251": "cp1251", "x-cp1251": "cp1251", "win1251": "cp1251",
    "koi8r": "koi8_r", "koi8-ru": "koi8_u", "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman", "dos-866": "cp866", "ibm866": "cp866",
    "utf8": "utf_8", "unicode-1-1-utf-8": "utf_8", "utf-8mb4": "utf_8", "unicode-1-1-utf-7": "utf_7",
    "x-utf-7": "utf_7", "unicode": "utf_16", "ucs-2": "utf_16", "iso-10646-ucs-2": "utf_16",
}  # fmt: skip
_NO_LABEL = {"", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "unknown", "default", "8bit", "binary", "none",
             "ansi_x3.4-1968", "x-user-defined", "7bit"}  # fmt: skip
# Codecs that are not character sets of mail: quadratic, escaping or platform bound.
_FORBIDDEN = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "unicode_escape", "undefined", "mbcs",
              "oem", "raw_unicode_escape"}  # fmt: skip
_WESTERN = {"cp1252", "latin-1", "iso8859-1", "iso8859-15", "cp1250", "iso8859-2", "cp850", "cp437", "mac-roman"}
_CYRILLIC = ("cp1251", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic")
_CYRILLIC_NAMES = {"cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"}
# The commonest pairs of letters in Russian and Ukrainian words.
_PAIRS = frozenset(
    "ст но то на ен ов ни ра во ко по ал ли ре ос пр го не от ка ро ер ет ин ть та ан ск ор ол ла ло ва ат ве те ом ел"
    " де ес ом ог од ил ле ри ит ем ам ки да ся че за об он ас ак ил мо ва ви ти об ис из ай ей ой их ый ие ия ым ых ав"
    " ам ар ма ми ме мы бы бо бе ба ди до др ду ев ег ед ек ак эт аз яв ят яз вы вс ту ту тр сл см со се си са сп св зн"
    " зд зв ду жд же жи ши че чт чн ця ть ує ів ії ій ні ти ви пі ід ди ає єт ню кі рі ьк ок ик ух уп ус ут уж ую ют ую"
    " ущ ще щи чи ча ца ци це ец хо ход хот ха дн дл дв гр га ги гл вр вл вн пе пи па пл бл бр бу ку кр кт кл му мн мп"
    " ну нт нн нс рв рг рд рк рм рн рс рт ру ры ль лю лу лк лж ях ям юч юд яд".split()
)
_COMMON = frozenset("оеаинтсрвлкмдпуяіь")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)} | {0x7F: None, 0xFEFF: None}
_CONTROLS |= {0x0B: " ", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}  # type: ignore[dict-item]
_SURROGATE = re.compile("[\ud800-\udfff]")
_SAMPLE = 8_000  # bytes looked at when guessing


def decode(body: bytes, label: str = "", limit: int = MAX_TEXT) -> str:
    """The text of `body`: by its label when that fits, else by what it looks like. Never raises."""
    body = body[: limit * 4]
    codec = codec_name(label)
    if codec == "utf-8" or not codec:
        return clean(_unlabelled(body))[:limit]
    if codec == "utf-7":
        return clean(_utf7(body))[:limit]
    if codec in _WESTERN or codec in _CYRILLIC_NAMES:
        return clean(_single_byte(body, codec))[:limit]
    text = _strict(body, codec)
    if text is None:
        text = _strict(body, "utf-8")
    if text is None:
        text = body.decode(codec, "replace")
    return clean(text)[:limit]


def codec_name(label: str) -> str:
    """Python's name for a mail charset label, "" when it says nothing usable."""
    name = label.strip().strip("\"'").lower()[:60]
    if name in _NO_LABEL:
        return ""
    try:
        found = codecs.lookup(_ALIASES.get(name, name))
    except (LookupError, ValueError, UnicodeError):
        squeezed = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
        try:
            found = codecs.lookup(_ALIASES.get(squeezed, squeezed))
        except (LookupError, ValueError, UnicodeError):
            return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in _FORBIDDEN:
        return ""
    return found.name


def clean(text: str) -> str:
    """Text that any database and JSON takes: no NUL or other controls, no lone surrogates, LF line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_CONTROLS)
    return _SURROGATE.sub("\ufffd", text)


def clean_line(text: str, limit: int) -> str:
    """One cleaned line: white space runs become one space."""
    return " ".join(clean(text[: limit * 2]).split())[:limit]


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _unlabelled(body: bytes) -> str:
    """UTF-8 when it is, ISO-2022-JP by its escapes, else a guess between Russian code pages and cp1252."""
    if not _HIGH.search(body):
        if b"\x1b$" in body or b"\x1b(J" in body:
            return _strict(body, "iso2022_jp_ext") or body.decode("ascii", "replace")
        return body.decode("ascii", "replace")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        wide = _strict(body, "utf-16")
        if wide is not None:
            return wide
    text = _strict(body, "utf-8")
    if text is not None:
        return text
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for char in text[:_SAMPLE] if char > "\x7f" and char != "\ufffd")
    if good >= broken:  # whole characters of several bytes do not come about by chance
        return text
    return body.decode(_guess(body), "replace")


def _single_byte(body: bytes, codec: str) -> str:
    """A one-byte label always fits, so it may lie: believe UTF-8 and clear Russian more than the label."""
    if not _HIGH.search(body):
        return _unlabelled(body)
    text = _strict(body, "utf-8")
    if text is not None:
        return text
    if codec in _WESTERN:
        guess = _guess(body)
        return body.decode(codec if guess == "cp1252" else guess, "replace")
    sample = body[:_SAMPLE]
    best = max(_CYRILLIC, key=lambda name: _russian(sample, name))
    if _russian(sample, best) > _russian(sample, codec) + (0.1 if len(sample) > 30 else 0.25):
        codec = best
    return body.decode(codec, "replace")


def _guess(body: bytes) -> str:
    sample = body[:_SAMPLE]
    best = max(_CYRILLIC, key=lambda name: _russian(sample, name))
    return best if _russian(sample, best) >= 0.45 and _mostly_letters(sample) else "cp1252"


def _mostly_letters(sample: bytes) -> bool:
    """Russian has runs of high bytes; Western text has single ones between ASCII letters."""
    high = len(_HIGH.findall(sample))
    runs = sum(len(run) for run in re.findall(rb"[\x80-\xff]{2,}", sample))
    return high >= 3 and runs >= high * 0.7


def _russian(sample: bytes, codec: str) -> float:
    """How much a text reads like Russian: its common pairs of letters, less strange signs and upside-down case."""
    text = sample.decode(codec, "replace")
    words = re.findall(r"[\u0400-\u045f\u0490\u0491]+", text)
    letters = sum(map(len, words))
    high = sum(1 for char in text if char > "\x7f")
    if not letters:
        return 0.0
    pairs = good = upside = common = 0
    for word in words:
        folded = word.lower().replace("ё", "е")
        common += sum(1 for char in folded if char in _COMMON)
        for at in range(len(word) - 1):
            pairs += 1
            good += folded[at : at + 2] in _PAIRS
            upside += word[at].islower() and word[at + 1].isupper()
    return 0.6 * (good - upside) / max(pairs, 1) + 0.4 * common / letters - (high - letters) / high


def _utf7(body: bytes) -> str:
    text = _strict(body, "utf-7")
    return text if text is not None else _unlabelled(body)
