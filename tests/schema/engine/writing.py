"""From what was chosen to the text of a document."""

from collections.abc import Iterable

from tests.schema.engine.draft import Draft
from tests.schema.engine.selections import Field, Selection, Spread

INDENT = "  "


def written(draft: Draft) -> str:
    """A whole document: the operation, then its fragments."""
    declared = ", ".join(
        f"${each.name}: {each.type}" + (f" = {each.default}" if each.default else "")
        for each in draft.variables
    )
    head = "" if draft.is_short else f"query {draft.name}" + (f"({declared})" if declared else "")
    operations = [f"{head.strip()} {block(draft.selections)}".strip(), *draft.others]
    fragments = [
        f"fragment {each.name} on {each.on} {block(each.inner)}"
        for each in draft.fragments.values()
    ]
    first, second = (fragments, operations) if draft.fragments_first else (operations, fragments)
    return "\n".join([*first, *second])


def block(selections: Iterable[Selection], depth: int = 1) -> str:
    """Selections in their braces, each on a line of its own."""
    lines = [INDENT * depth + _selection(each, depth) for each in selections]
    return "\n".join(["{", *lines, INDENT * (depth - 1) + "}"])


def _selection(one: Selection, depth: int) -> str:
    if isinstance(one, Spread):
        return f"...{one.name}{one.directives}"
    if isinstance(one, Field):
        alias = f"{one.alias}: " if one.alias else ""
        given = ", ".join(f"{name}: {value}" for name, value in one.arguments.items())
        text = f"{alias}{one.name}" + (f"({given})" if given else "") + one.directives
        return text if one.inner is None else f"{text} {block(one.inner, depth + 1)}"
    on = f" on {one.on}" if one.on else ""
    return f"...{on}{one.directives} {block(one.inner, depth + 1)}"
