"""The simulated gateway as somebody wants it who tries the shop: how unreliable it is, and where it
sends its messages.
"""

from dataclasses import fields, replace
from urllib.parse import urlsplit

from domain.finance.gateways.simulated import Faults

SECONDS_MAX = 3_600.0  # of whatever takes a while


class BadSandbox(ValueError):
    """It cannot be so. The message goes on from the setting's name."""


def read_faults(text: str | None) -> Faults:
    """What goes wrong, such as `unheard=0.05, repeated=1, late_seconds=10`: the names are those of
    `Faults`, and what is not named is as ever.

    Raises:
        BadSandbox: a name that there is not, a share that is none, or no length of time.
    """
    known = {field.name for field in fields(Faults)}
    found: dict[str, float] = {}
    for part in filter(None, (each.strip() for each in (text or "").split(","))):
        name, _, value = part.partition("=")
        most = SECONDS_MAX if name.endswith("_seconds") else 1.0
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if name not in known or not 0.0 <= number <= most:
            raise BadSandbox(
                f"must be shares between 0 and 1, such as unheard=0.05, and seconds, such as"
                f" late_seconds=10; not {part!r}. There are {', '.join(sorted(known))}."
            )
        found[name] = number
    return replace(Faults(), **found)


def read_address(text: str | None) -> str | None:
    """The server that messages are sent to, without a slash at its end; None where none is named.

    Raises:
        BadSandbox: no address.
    """
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise BadSandbox(f"must be an address such as http://127.0.0.1:8000, not {text!r}.")
    return text.rstrip("/")
