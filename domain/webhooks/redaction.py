"""What a delivery log keeps of an answer: its beginning, without anything that opens a door."""

import re

KEPT_MAX = 1_024  # bytes of an answer that are read, and characters that are kept
GONE = "[redacted]"
NAMES = (
    r"authorization|proxy-authorization|cookie|set-cookie|password|passwd|secret|client_secret"
    r"|token|access_token|refresh_token|id_token|api[_-]?key|x-api-key|webhook-signature|signature"
    r"|session|private[_-]?key"
)
SECRETS = (
    re.compile(r"whsec_[A-Za-z0-9+/=_-]+"),
    re.compile(r"\bv1a?,[A-Za-z0-9+/=]{16,}"),
    re.compile(r"\b(?:Bearer|Basic|Digest|Negotiate)\s+[^\s\"'<>,;]+", re.IGNORECASE),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*"),  # a signed token
    re.compile(r"[^\s\"'<>@,;:=]+@[^\s\"'<>@,;]+\.[^\s\"'<>@,;]+"),  # a mailbox is somebody's
    re.compile(r"(?<![0-9])\+?[0-9]{11,19}(?![0-9])"),  # a telephone or a card
)
# name: value, name=value, "name": "value"
NAMED = re.compile(
    rf"(?P<name>[\"']?\b(?:{NAMES})\b[\"']?\s*[:=]\s*)(?P<value>\"[^\"]*\"?|'[^']*'?|[^\r\n,;&}}<]+)",
    re.IGNORECASE,
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ufffe\uffff]|[\ud800-\udfff]")


def redacted(text: str) -> str:
    """The beginning of an answer as a colleague may read it.

    It is shortened before it is searched: what is cut in two must not be missed for that.
    """
    text = UNPRINTABLE.sub(" ", text[:KEPT_MAX])
    text = NAMED.sub(lambda found: found["name"] + GONE, text)
    for secret in SECRETS:
        text = secret.sub(GONE, text)
    return text[:KEPT_MAX]
