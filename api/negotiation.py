"""Which kind of answer a client wants: the `Accept` header, by its weights, then by its order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"

ELEMENT = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*")+')
PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;"]*))')


@dataclass(frozen=True, slots=True)
class Wanted:
    """One element of an `Accept` header."""

    media_type: str
    parameters: dict[str, str]
    weight: float

    def covers(self, offer: str) -> bool:
        """Whether an answer of this type is meant: by name, by `type/*`, or by `*/*`."""
        family = offer.partition("/")[0]
        return self.media_type in (offer, f"{family}/*", "*/*")


def read_accept(header: str) -> list[Wanted]:
    """What is wanted, the dearest first; what has the weight 0 is not wanted at all."""
    found = [_read(element.strip()) for element in ELEMENT.findall(header) if element.strip()]
    return sorted((one for one in found if one.weight > 0), key=lambda one: -one.weight)


def choose(header: str, offers: Sequence[str]) -> str | None:
    """The offer a client wants most; the first one without a header, None where none will do."""
    if not header.strip():
        return offers[0]
    for wanted in read_accept(header):
        for offer in offers:
            if wanted.covers(offer):
                return offer
    return None


def dearest(header: str) -> Wanted | None:
    """What a client wants before all else. To merely list a stream is not to ask for one."""
    return next(iter(read_accept(header)), None)


def _read(element: str) -> Wanted:
    media_type = element.partition(";")[0].strip().lower()
    parameters = {
        name.lower(): quoted or plain for name, quoted, plain in PARAMETER.findall(element)
    }
    return Wanted(media_type, parameters, _weight(parameters.pop("q", "1")))


def _weight(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](\.\d{0,3})?", text) else 0.0
