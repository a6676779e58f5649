"""Text to tokens, the same for both databases, for what is kept and for what is sought.

Words are folded (case, accents, ё as е) and kept with their stem (Snowball, English and Russian by script). A query
word stands for its stem, for itself typed with the other keyboard layout, and, among names, for its sound in Latin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

TOKENS = 1500  # of one text at most
TOKEN_CHARACTERS = 40
SOUND = "\ue000"  # before a name's sound; private-use characters count as letters to both databases
BACKWARDS = "\ue001"  # before digits written backwards, so that their end can be sought
LEAST_DIGITS = 4
MOST_DIGITS = 10  # of a telephone number: what is before them differs (8, +7, 007)

_SHORT_I = "\ue002"  # й while accents are taken off: its own breve is none
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_MAIL = re.compile(r"\S@\S+\.\S")
_CYRILLIC = re.compile(r"[а-я]")
_EN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RU_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RU = str.maketrans(_EN_KEYS, _RU_KEYS)
_TO_EN = str.maketrans(_RU_KEYS, _EN_KEYS)
_LATIN = str.maketrans(
    {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
     "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
     "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a", "і": "i",
     "ї": "i", "є": "e", "ґ": "g"}
)  # fmt: skip
# Spellings that sound alike: Kovaleva, Kovalyova, Kovaliova; Yuliya, Julia; Khabarov, Habarov.
_ALIKE = (
    ("shch", "sh"), ("sch", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("ck", "k"), ("ks", "x"),
    ("yo", "e"), ("io", "e"), ("jo", "e"), ("ye", "e"), ("ie", "e"), ("je", "e"), ("yu", "u"), ("iu", "u"),
    ("ju", "u"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("iy", "i"), ("ii", "i"), ("ij", "i"), ("yi", "i"),
    ("y", "i"), ("j", "i"), ("w", "v"), ("q", "k"),
)  # fmt: skip
_english = snowballstemmer.stemmer("english")
_russian = snowballstemmer.stemmer("russian")


@dataclass(frozen=True, slots=True)
class Term:
    """One word sought: any of these tokens, or of those that begin with one of `prefixes`."""

    tokens: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


def fold(text: str) -> str:
    """The text without case and accents; й stays a letter of its own, ё is е."""
    text = text.casefold()
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text).replace("ё", "е").replace("й", _SHORT_I)
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", composed)).replace(_SHORT_I, "й")


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:TOKEN_CHARACTERS] for word in _WORD.findall(fold(text))]


def tokens_of(text: str) -> list[str]:
    """What a message is found by: its words and their stems, each once."""
    found: dict[str, None] = {}
    for word in words_of(text):
        found[word] = None
        found[stem(word)] = None
        if len(found) >= TOKENS:
            break
    return list(found)


def record_tokens(names: Iterable[str], numbers: Iterable[str]) -> list[str]:
    """What a customer, case or order is found by: words, their stems and sounds; digits from both ends."""
    found: dict[str, None] = {}
    for name in names:
        for word in words_of(name):
            found[word] = found[stem(word)] = None
            if not word.isdigit():
                found[SOUND + sound(word)] = None
    for number in numbers:
        digits = "".join(filter(str.isdigit, number))
        found |= dict.fromkeys(words_of(number))
        if digits:
            found[digits] = found[BACKWARDS + digits[::-1]] = None
    return [token for token in found if token][:TOKENS]


def terms_of(query: str) -> list[Term]:
    """What is sought among messages: every word; the last one may be unfinished."""
    readings = _readings(query)
    return [_term(each, last=number == len(readings)) for number, each in enumerate(readings, 1)]


def record_terms(query: str) -> list[Term]:
    """What is sought among records: a telephone number by its end, else every word, also as it sounds."""
    digits = "".join(filter(str.isdigit, query))
    if len(digits) >= LEAST_DIGITS and not _WORD.search(re.sub(r"\d", "", query)):
        return [Term((digits,), (digits, BACKWARDS + digits[::-1][:MOST_DIGITS]))]
    terms = []
    readings = _readings(query)
    whole = bool(_MAIL.search(query))  # a mail address is no unfinished word
    for number, each in enumerate(readings, 1):
        term = _term(each, last=number == len(readings) and not whole)
        sounds = tuple(SOUND + sound(word) for word in each if not word.isdigit())
        terms.append(Term(term.tokens + sounds, (*term.prefixes, *(sounds if term.prefixes else ()))))
    return terms


def _term(readings: tuple[str, ...], *, last: bool) -> Term:
    stems = tuple(dict.fromkeys(stem(each) for each in readings))
    return Term(stems, readings if last else ())


def _readings(query: str) -> list[tuple[str, ...]]:
    """Each word of a query, and the word meant if the keyboard was in the other layout: ghbdtn, привет."""
    found: list[tuple[str, ...]] = []
    for chunk in query.casefold().split():
        words = words_of(chunk)
        other = words_of(chunk.translate(_TO_EN if _CYRILLIC.search(chunk) else _TO_RU))
        if len(words) == 1 and len(other) == 1 and not words[0].isdigit():
            found.append(tuple(dict.fromkeys((words[0], other[0]))))
        else:
            found += [(word,) for word in words]
    return found


@lru_cache(65536)
def stem(word: str) -> str:
    """The word without its ending, by the language of its script."""
    if word.isdigit() or len(word) < LEAST_DIGITS:
        return word
    found: str = (_russian if _CYRILLIC.search(word) else _english).stemWord(word)
    return found or word


@lru_cache(65536)
def sound(word: str) -> str:
    """How a name sounds, in Latin letters: the same for Ковалёва, Kovaleva and Kovalyova."""
    latin = word.translate(_LATIN)
    for spelling, plain in _ALIKE:
        latin = latin.replace(spelling, plain)
    return re.sub(r"(.)\1+", r"\1", latin)


def marks(text: str, terms: Iterable[Term]) -> tuple[tuple[int, int], ...]:
    """Where in a text the sought words stand, as [start, end) pairs."""
    wanted = list(terms)
    found = []
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if any(_is_meant(word, term) for term in wanted):
            found.append(match.span())
    return tuple(found)


def _is_meant(word: str, term: Term) -> bool:
    if stem(word) in term.tokens or SOUND + sound(word) in term.tokens or word in term.tokens:
        return True
    return any(word.startswith(prefix) for prefix in term.prefixes)
