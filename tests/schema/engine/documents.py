"""Documents as clients write them, generated over the whole schema; a few of them faulty.

`questions(roots)` is the strategy: a document that asks some of these root fields, its variables,
and who asks. What a shop has is named by words (`tests.schema.engine.words`).
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.schema.engine.askers import ASKERS
from tests.schema.engine.chance import TAPE_BYTES, Chance
from tests.schema.engine.draft import Draft
from tests.schema.engine.faults import IN_THE_DRAFT, IN_THE_TEXT
from tests.schema.engine.selections import Selections
from tests.schema.engine.values import MISSING, Values, Variable
from tests.schema.engine.writing import written
from tests.schema.shapes import SCHEMA

TAPES = st.binary(min_size=TAPE_BYTES, max_size=TAPE_BYTES)
OFTEN = ("admin", "admin", "admin", "owner", "owner", "owner", "agent")  # they see something
LOCALES = ("en", "en", "zh-CN")


@dataclass(frozen=True, slots=True)
class Question:
    """What is sent to the graph, and by whom."""

    asker: str
    locale: str
    document: str
    variables: dict[str, Any]
    operation: str | None = None

    def __repr__(self) -> str:
        return (
            f"{self.asker} ({self.locale}), operation {self.operation}\n{self.document}\n"
            f"variables {json.dumps(self.variables, ensure_ascii=False)}"
        )


@st.composite
def questions(draw: DrawFn, roots: Sequence[str], kinds: Collection[str] = ()) -> Question:
    """Documents about some of these fields of the query root, and these types above all."""
    return question(Chance(draw(TAPES)), roots, kinds)


def question(chance: Chance, roots: Sequence[str], kinds: Collection[str] = ()) -> Question:
    """One of them."""
    values = Values(chance)
    selections = Selections(SCHEMA, chance, values, kinds)
    asker, locale = chance.among(OFTEN + ASKERS), chance.among(LOCALES)
    chosen = selections.of_root(chance.some(roots, chance.among((1, 1, 1, 2, 2, 3))))
    draft = Draft(chosen, selections.fragments, list(values.variables.values()))
    draft.fragments_first = chance.one_in(4)
    _name(chance, draft)
    return Question(asker, locale, _text(chance, draft), _sent(draft.variables), draft.wanted)


def _text(chance: Chance, draft: Draft) -> str:
    """The document, of which one in twelve has a fault."""
    if chance.one_in(16):
        IN_THE_DRAFT[chance.among(tuple(IN_THE_DRAFT))](chance, draft)
    text = written(draft)
    if chance.one_in(48):
        text = IN_THE_TEXT[chance.among(tuple(IN_THE_TEXT))](chance, text)
    return text


def _name(chance: Chance, draft: Draft) -> None:
    """The operation's name, and which one is asked for."""
    if draft.variables or chance.one_in(2):
        draft.name = chance.among(("", "Q", "Q"))
        draft.is_short = False
    if chance.one_in(16):
        draft.name, draft.is_short = "Q", False
        draft.others.append("query Other { viewer { kind } }")
        draft.wanted = chance.among(("Q", "Q", "Other", "Nobody", None))
    elif draft.name and chance.one_in(4):
        draft.wanted = "Nobody" if chance.one_in(8) else draft.name


def _sent(variables: list[Variable]) -> dict[str, Any]:
    """The variables as they come out of a request's JSON."""
    found = {each.name: each.value for each in variables if each.value is not MISSING}
    sent: dict[str, Any] = json.loads(json.dumps(found))
    return sent
