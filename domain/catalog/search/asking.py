"""From what somebody typed to what the database is asked: synonyms, and how many words must fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from domain.catalog.words import Term, terms_of

TERMS_MAX = 16  # words; what follows is not looked at
SYNONYM_TERMS_MAX = 4  # words of one synonym
Synonyms = Mapping[str, Sequence[str]]  # by key, what may stand for it


@dataclass(frozen=True, slots=True)
class Wording:
    """Somebody's words, and what may stand for each."""

    terms: Sequence[Term]
    parts: Sequence[str]

    @property
    def all_of_them(self) -> str:
        """Every word, or its synonym."""
        return _joined(self.parts, "&")

    @property
    def most_of_them(self) -> str:
        """All but one of three words or more."""
        left = [_joined(some, "&") for some in combinations(self.parts, len(self.parts) - 1)]
        return _joined(left, "|")

    @property
    def any_of_them(self) -> str:
        """At least one."""
        return _joined(self.parts, "|")

    def ways(self) -> list[str]:
        """What to look for if nothing has all the words: less and less, down to parts of Chinese
        words, which are words themselves more often than not.
        """
        ways = []
        if len(self.parts) > 2:
            ways.append(self.most_of_them)
        if len(self.parts) > 1:
            ways.append(self.any_of_them)
        if parts := [term.parts for term in self.terms if term.parts is not None]:
            ways.append(_joined(parts, "|"))
        return ways


def asked(text: str) -> list[Term]:
    """The words of a text, as many as are looked at."""
    return terms_of(text)[:TERMS_MAX]


def key_of(text: str) -> str | None:
    """A synonym as it is compared; None if there is no word in it, or too many."""
    terms = terms_of(text)
    return _key(terms) if 1 <= len(terms) <= SYNONYM_TERMS_MAX else None


def keys_in(terms: Sequence[Term]) -> list[str]:
    """Every word, and every few words that stand together."""
    return [_key(terms[at:end]) for at in range(len(terms)) for end in _ends(terms, at)]


def worded(terms: Sequence[Term], synonyms: Synonyms) -> Wording:
    """Words with their synonyms; of two that overlap, the longer one that begins first."""
    parts: list[str] = []
    at = 0
    while at < len(terms):
        end = next(
            (end for end in reversed(_ends(terms, at)) if _key(terms[at:end]) in synonyms), at + 1
        )
        some = terms[at:end]
        ways = [[term.query for term in some]]
        for other in synonyms.get(_key(some), ()):
            ways.append([term.query for term in terms_of(other, half_typed=False)])
        parts.append(_joined([_joined(way, "&") for way in ways if way], "|"))
        at = end
    return Wording(terms, list(dict.fromkeys(parts)))


def _ends(terms: Sequence[Term], at: int) -> range:
    return range(at + 1, min(len(terms), at + SYNONYM_TERMS_MAX) + 1)


def _key(terms: Sequence[Term]) -> str:
    return " ".join(term.key for term in terms)


def _joined(parts: Sequence[str], sign: str) -> str:
    return parts[0] if len(parts) == 1 else "(" + f" {sign} ".join(parts) + ")"
