"""What answers have in common, however they come."""

from typing import Any

import orjson


class Refused(RuntimeError):
    """The answer has top-level errors, or is none at all."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(orjson.dumps(errors).decode())
        self.codes = [error.get("extensions", {}).get("code") for error in errors]


def the_one_field(payload: dict[str, Any]) -> dict[str, Any]:
    """What an answer with a single field says.

    Raises:
        Refused: it has errors.
    """
    if payload.get("errors"):
        raise Refused(payload["errors"])
    (shown,) = payload["data"].values()
    item: dict[str, Any] = shown
    return item
