"""Words to find goods by: English as stems, Chinese as words, pairs and single characters.

The database compares words and knows no language. What goes in (`search_vector`) and what is
asked (`search_query`) are cut here, by the same rules, so that they meet.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import rjieba
import snowballstemmer

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
# A run of Chinese, a number (1.5), or letters of any other script. "500ml" is a number and a unit.
RUN = re.compile(rf"[{HAN}]+|\d+(?:\.\d+)?|(?:(?![{HAN}])[^\W\d_])+")
CHINESE = re.compile(rf"[{HAN}]")
POSITION_MAX = 16_383  # PostgreSQL's own bound on a word's place in a text
WORD_LENGTH_MAX = 64  # characters; nobody types more of one word
EVERYWHERE = frozenset({"a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "with"})

STEMS_KEPT = 65_536  # words; a shop uses fewer, over and over
stem_of = lru_cache(maxsize=STEMS_KEPT)(snowballstemmer.stemmer("english").stemWord)


def words_of(*texts: str) -> list[str]:
    """Every word a text can be found by, in order of appearance, each once.

    English words come as stems and as written, so that a word half typed finds them too.
    """
    found: dict[str, None] = {}
    for run in _runs(*texts):
        if CHINESE.match(run):
            found |= dict.fromkeys([*rjieba.cut_for_search(run), *_pairs(run), *run])
        elif run not in EVERYWHERE:
            found |= dict.fromkeys([stem_of(run), run])
    return list(found)


def search_vector(
    *,
    name: Iterable[str],
    kinds: Iterable[str] = (),
    tags: Iterable[str] = (),
    description: Iterable[str] = (),
) -> str:
    """A product's words as the text of a tsvector, each with the weight of its best place.

    Pass every language's texts: a name weighs A, brand and category B, tags C, description D.
    """
    return vector_of(weights_of(name=name, kinds=kinds, tags=tags, description=description))


def weights_of(
    *,
    name: Iterable[str],
    kinds: Iterable[str] = (),
    tags: Iterable[str] = (),
    description: Iterable[str] = (),
) -> dict[str, str]:
    """The same as words, each with its weight."""
    weights: dict[str, str] = {}
    for weight, texts in (("A", name), ("B", kinds), ("C", tags), ("D", description)):
        for word in words_of(*texts):
            weights.setdefault(word, weight)
    return weights


def vector_of(weights: Mapping[str, str]) -> str:
    """Words with their weights as the text of a tsvector."""
    return " ".join(
        f"'{word}':{min(position, POSITION_MAX)}{weight}"
        for position, (word, weight) in enumerate(weights.items(), start=1)
    )


@dataclass(frozen=True, slots=True)
class Term:
    """One word that somebody typed: as it is compared (`key`), and as the database is asked for it.

    `typed` is in lower case and without accents; `query` is a part of a tsquery.
    """

    typed: str
    key: str
    query: str

    @property
    def parts(self) -> str | None:
        """A Chinese word by any of its pairs, or a pair by either character; None in other words.

        龙井茶 is found by 龙井, and 雨伞 by 伞: less than was asked for, and better than nothing.
        """
        if not self.is_chinese or len(self.typed) < 2:
            return None
        parts = _pairs(self.typed) if len(self.typed) > 2 else list(self.typed)
        return "(" + " | ".join(_lexeme(part, "") for part in parts) + ")"

    @property
    def is_chinese(self) -> bool:
        """Whether it stands without blanks around it."""
        return CHINESE.match(self.typed) is not None


def terms_of(text: str, weights: str = "", *, half_typed: bool = True) -> list[Term]:
    """The words of what somebody typed, in their order; the last one is perhaps `half_typed`.

    With `weights`, such as A, only words of that weight are asked for.
    """
    runs = list(_runs(text))
    asked = [run for run in runs if run not in EVERYWHERE] or runs[-1:]
    return [
        term
        for place, run in enumerate(asked, start=1)
        for term in _terms(run, weights, is_last=half_typed and place == len(asked))
    ]


def search_query(text: str) -> str | None:
    """What somebody typed, as the text of a tsquery: all of the words, the last one perhaps half.

    None when there is no word in it.
    """
    return " & ".join(dict.fromkeys(term.query for term in terms_of(text))) or None


def _terms(run: str, weights: str, *, is_last: bool) -> list[Term]:
    """A run of Chinese has one term for each of its words."""
    if CHINESE.match(run):
        return [Term(word, word, _han_word(word, weights)) for word in rjieba.cut(run)]
    return [Term(run, stem_of(run), _latin(run, weights, is_last=is_last))]


def _han_word(word: str, weights: str) -> str:
    """A long one is also found by its pairs, however it was cut."""
    pairs = " & ".join(_lexeme(pair, weights) for pair in _pairs(word))
    whole = _lexeme(word, weights)
    return whole if len(word) <= 2 else f"({whole} | ({pairs}))"


def _latin(run: str, weights: str, *, is_last: bool) -> str:
    if is_last and run.isalpha():
        return f"({_lexeme(stem_of(run), weights)} | {_lexeme(run, f'*{weights}')})"
    return _lexeme(stem_of(run), weights)


def _lexeme(word: str, flags: str) -> str:
    return f"'{word}':{flags}" if flags else f"'{word}'"


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _runs(*texts: str) -> Iterator[str]:
    """Stretches of one script, in lower case, full-width forms and accents made plain."""
    for text in texts:
        for run in RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
            yield run if CHINESE.match(run) else _plain(run)[:WORD_LENGTH_MAX]


def _plain(run: str) -> str:
    """Without accents: crème becomes creme."""
    if run.isascii():
        return run
    letters = unicodedata.normalize("NFD", run)
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)
