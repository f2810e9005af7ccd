"""Which identity provider is asked, and as whom we ask."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

CALLBACK_PATH = "/auth/oidc/callback"


class BadProvider(ValueError):
    """What is said of the provider cannot be used. The message says why, with no secret in it."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """An identity provider by its `issuer`, exactly as it calls itself; the client that we are
    there; and `public_url`, where browsers find us: they are sent back there and nowhere else.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    public_url: str

    def __post_init__(self) -> None:
        """Look at it once.

        Raises:
            BadProvider: it cannot be used.
        """
        _must_be_safe("OIDC_ISSUER", self.issuer)
        _must_be_safe("PUBLIC_URL", self.public_url)
        if urlsplit(self.public_url).path not in ("", "/"):
            raise BadProvider("PUBLIC_URL must be no more than https:// and a name.")

    @property
    def callback(self) -> str:
        """Where the provider sends browsers back to."""
        return self.public_url.rstrip("/") + CALLBACK_PATH

    @property
    def is_https(self) -> bool:
        """Whether browsers come to us by https."""
        return urlsplit(self.public_url).scheme == "https"

    def may_be_asked(self, url: object) -> bool:
        """Whether this may be an address of the provider's: safe, or on this machine as it is."""
        if not isinstance(url, str) or not is_address(url):
            return False
        return urlsplit(url).scheme == "https" or (
            urlsplit(self.issuer).scheme == "http" and _is_here(url)
        )


def is_address(url: str) -> bool:
    """Whether this is the address of a page, with nobody's name and no fragment in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_whole and "@" not in parts.netloc and "#" not in url and url.isprintable()


def _must_be_safe(name: str, url: str) -> None:
    good = is_address(url) and "?" not in url
    if not good or (urlsplit(url).scheme != "https" and not _is_here(url)):
        raise BadProvider(f"{name} must begin with https://, or lead to this very machine.")


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
