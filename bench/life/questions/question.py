"""A question of the evening."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """What must hold, in a sentence, and the query that finds where it does not."""

    about: str
    sentence: str
    query: str
