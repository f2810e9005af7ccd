"""Which variants a set of options makes, and what each is called. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from uuid import UUID

from domain.shared.errors import InvalidInput

VARIANTS_MAX = 250  # of one product
SKU_LENGTH_MAX = 64  # characters
NAME_LENGTH_MAX = 120  # characters
PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice of one option."""

    attribute_id: UUID
    choice_id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Combination:
    """A variant that shall be: one choice of every option."""

    sku: str
    name: str
    choices: tuple[Chosen, ...]

    @property
    def key(self) -> frozenset[UUID]:
        """What tells it apart from every other variant of its product."""
        return frozenset(each.choice_id for each in self.choices)


def combinations(options: Mapping[str, Sequence[Chosen]], pattern: str) -> list[Combination]:
    """Every combination of the options' choices, those of the last option changing fastest.

    In the pattern `{code}` stands for the code of that option's choice, in capital letters; every
    option stands in it, so that no two SKUs are the same.

    Raises:
        InvalidInput: an option without a choice, more than 250 variants, a pattern that lacks an
            option or names none, or a SKU or name that gets too long.
    """
    if not options or not all(options.values()):
        raise InvalidInput("Choose something of every option.", "options")
    if prod(len(choices) for choices in options.values()) > VARIANTS_MAX:
        raise InvalidInput(f"A product has at most {VARIANTS_MAX} variants.", "options")
    if set(PLACE.findall(pattern)) != set(options) or _has_loose_brace(pattern):
        raise InvalidInput(
            "A pattern of SKUs names every option by its code in braces, and nothing else.",
            "skuPattern",
        )
    return [_combined(list(options), choices, pattern) for choices in product(*options.values())]


def _combined(codes: Sequence[str], choices: tuple[Chosen, ...], pattern: str) -> Combination:
    words = {code: each.code.upper() for code, each in zip(codes, choices, strict=True)}
    sku = PLACE.sub(lambda place: words[place.group(1)], pattern)
    name = " / ".join(each.name for each in choices)
    if len(sku) > SKU_LENGTH_MAX or len(name) > NAME_LENGTH_MAX:
        raise InvalidInput("The SKU or the name of a variant gets too long.", "skuPattern")
    return Combination(sku, name, choices)


def _has_loose_brace(pattern: str) -> bool:
    return bool(set("{}") & set(PLACE.sub("", pattern)))
