"""How good a listing is: a table of checks, each with its weight. Pure: facts in, a score out."""

from collections.abc import Callable
from dataclasses import dataclass

NAME_LENGTH_MIN, NAME_LENGTH_MAX = 10, 120  # characters; a name of two Han characters says less
DESCRIPTION_LENGTH_MIN = 100  # characters
SEO_TITLE_LENGTH_MAX = 70  # characters that search engines show
SEO_DESCRIPTION_LENGTH_MAX = 160  # characters
PICTURES_MIN = 3
HAN_WEIGHT = 2  # a Han character says about as much as two letters


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a listing."""

    name: str
    description: str
    has_category: bool
    has_brand: bool
    tags: int
    has_price: bool
    attributes_wanted: int
    attributes_given: int
    locales_wanted: int
    locales_given: int
    seo_title: str
    seo_description: str
    pictures: int


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a good listing has. `applies` says of which listings it is asked at all."""

    code: str
    weight: int
    message: str
    passes: Callable[[Facts], bool]
    applies: Callable[[Facts], bool] = lambda facts: True


@dataclass(frozen=True, slots=True)
class Reason:
    """What a check said."""

    code: str
    weight: int
    message: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """A score from 0 to 100, and why."""

    score: int
    reasons: list[Reason]


def length(text: str) -> int:
    """How long a text is to a reader: a Han character counts as two letters."""
    return sum(HAN_WEIGHT if "\u3400" <= char <= "\u9fff" else 1 for char in text)


CHECKS = (
    Check(
        "NAME_LENGTH",
        15,
        f"The name has {NAME_LENGTH_MIN} to {NAME_LENGTH_MAX} characters.",
        lambda facts: NAME_LENGTH_MIN <= length(facts.name) <= NAME_LENGTH_MAX,
    ),
    Check(
        "DESCRIPTION_LENGTH",
        15,
        f"The description has at least {DESCRIPTION_LENGTH_MIN} characters.",
        lambda facts: length(facts.description) >= DESCRIPTION_LENGTH_MIN,
    ),
    Check(
        "PICTURES",
        15,
        f"There are at least {PICTURES_MIN} pictures.",
        lambda facts: facts.pictures >= PICTURES_MIN,
    ),
    Check("CATEGORY", 10, "It stands on a shelf.", lambda facts: facts.has_category),
    Check("BRAND", 5, "It says who makes it.", lambda facts: facts.has_brand),
    Check("TAGS", 5, "It can be found by a tag.", lambda facts: facts.tags > 0),
    Check("PRICE", 15, "A variant has a price.", lambda facts: facts.has_price),
    Check(
        "ATTRIBUTES",
        10,
        "All attributes that its type requires are given.",
        lambda facts: facts.attributes_given >= facts.attributes_wanted,
        lambda facts: facts.attributes_wanted > 0,
    ),
    Check(
        "TRANSLATIONS",
        10,
        "It has words in every language of the shop.",
        lambda facts: facts.locales_given >= facts.locales_wanted,
    ),
    Check(
        "SEO_TITLE",
        8,
        f"Search engines are given a title of at most {SEO_TITLE_LENGTH_MAX} characters.",
        lambda facts: 0 < length(facts.seo_title) <= SEO_TITLE_LENGTH_MAX,
    ),
    Check(
        "SEO_DESCRIPTION",
        7,
        "Search engines are given a description of at most"
        f" {SEO_DESCRIPTION_LENGTH_MAX} characters.",
        lambda facts: 0 < length(facts.seo_description) <= SEO_DESCRIPTION_LENGTH_MAX,
    ),
)


def quality_of(facts: Facts) -> Quality:
    """The share of the weight of all checks that apply, in whole percent, rounded half up."""
    reasons = [
        Reason(check.code, check.weight, check.message, check.passes(facts))
        for check in CHECKS
        if check.applies(facts)
    ]
    whole = sum(reason.weight for reason in reasons)
    reached = sum(reason.weight for reason in reasons if reason.passed)
    return Quality((200 * reached + whole) // (2 * whole), reasons)
