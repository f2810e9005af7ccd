"""What notifications refuse beyond what everything refuses."""

from collections.abc import Sequence

from domain.shared.errors import InvalidInput


class UnknownVariable(InvalidInput):
    """A template names something that notifications of its kind do not have."""

    code = "UNKNOWN_VARIABLE"

    def __init__(self, name: str, known: Sequence[str], *field: str) -> None:
        super().__init__(f"There is no {name} here; there is {', '.join(known)}.", *field)
        self.facts |= {"name": name, "known": list(known)}
