"""JSON taken strictly: each name once in an object, and nothing nested without end.

The library that reads it keeps the last of several values of one name, and what one reader of a
request sees another may not. Both rules are looked into only where a cheap look says that they may
be broken.
"""

import json
from typing import Any

import orjson

DEPTH_MAX = 64  # levels of objects and lists
ESCAPED_QUOTE = b"\\u0022"


def fault_of(text: str | bytes, found: object) -> str | None:
    """What is wrong with JSON that was read as `found`, if anything is."""
    raw = text.encode() if isinstance(text, str) else text
    if raw.count(b"[") + raw.count(b"{") > DEPTH_MAX and is_deep(found):
        return f"is nested more than {DEPTH_MAX} levels deep"
    if may_repeat(raw, found) and repeats(raw):
        return "names something twice in one object"
    return None


def may_repeat(raw: bytes, found: object) -> bool:
    """Whether a name may have been lost: written anew it has fewer quotation marks."""
    return ESCAPED_QUOTE in raw or orjson.dumps(found).count(b'"') < raw.count(b'"')


def repeats(raw: bytes) -> bool:
    """Whether an object names something twice, read word by word."""
    try:
        json.loads(raw, object_pairs_hook=_once)
    except _Twice:
        return True
    return False


def is_deep(found: object) -> bool:
    """Whether something lies deeper than it may."""
    level: list[Any] = [found]
    for _ in range(DEPTH_MAX):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


class _Twice(ValueError):
    """A name stands twice in one object."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found
