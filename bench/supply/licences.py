"""Licences of what is installed with the product, against those that a shop may use and pass on."""

import importlib.metadata
import re
from collections.abc import Sequence
from typing import Any, Final

from bench.rows import Row, exactly
from bench.supply.locks import Locked

# All of them let anybody use, change and pass on, also in something sold.
ALLOWED: Final = {
    *(
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
    ),
    *("PSF-2.0", "Zlib"),
}
# Weak copyleft: changes to their own files would have to be published. We change none.
EXCEPTIONS: Final = {
    "certifi": ("MPL-2.0", "a list of certificate authorities, used as it comes"),
    "orjson": ("MPL-2.0", "one part of it, used as it comes"),
}
# What packages said before there were expressions.
SPELLINGS: Final = {
    "MIT License": "MIT",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# Said nowhere in the metadata that is installed, looked up in their repositories.
SAID_ELSEWHERE: Final[dict[str, str]] = {}
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
SHORT: Final = 40  # characters; longer is the whole text of a licence


def licence_of(name: str) -> str | None:
    """The licence as an SPDX expression; None if the package is not installed, "" if unsaid."""
    try:
        told: Any = importlib.metadata.metadata(name)  # typed without `get`, which it has
    except importlib.metadata.PackageNotFoundError:
        return None
    if expression := told.get("License-Expression"):
        return str(expression)
    plain = str(told.get("License") or "").strip()
    if plain and len(plain) < SHORT and "\n" not in plain:
        return SPELLINGS.get(plain, plain)
    classified = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    return " AND ".join(SPELLINGS.get(each, each) for each in classified) or SAID_ELSEWHERE.get(
        name, ""
    )


def objection(name: str, expression: str) -> str:
    """Why a licence is none of those allowed; "" if it is. Each part of it must be allowed."""
    allowed = ALLOWED | {EXCEPTIONS[name][0]} if name in EXCEPTIONS else ALLOWED
    parts = {part for part in NAME.findall(expression) if part not in {"AND", "OR", "WITH"}}
    if not parts:
        return f"{name} does not say its licence"
    return f"{name}: {expression}" if parts - allowed else ""


def row(packages: Sequence[Locked]) -> Row:
    """How many have a licence that is not allowed. What is for other platforms is not looked at."""
    found = {each.name: licence_of(each.name) for each in packages}
    here = {name: licence for name, licence in found.items() if licence is not None}
    wrong = [why for name, licence in here.items() if (why := objection(name, licence))]
    absent = sorted(found.keys() - here.keys())
    how = (
        f"{len(here)} packages by their installed metadata; not installed here:"
        f" {', '.join(absent) or 'none'}"
    )
    return exactly("licences not allowed", len(wrong), 0, "packages", "; ".join([how, *wrong]))
