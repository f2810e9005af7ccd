"""Ways in for files of rows: tokens as those of media are made, and none of those."""

from uuid import UUID

from domain.catalog.media import tokens

PURPOSE = b"tradegraph catalog import 1"


def token_of(secret: str, import_id: UUID) -> str:
    """The token of an import."""
    return tokens.token_of(secret, import_id, PURPOSE)


def import_of(secret: str, token: str) -> UUID:
    """Which import a token is for.

    Raises:
        NotFound: it is none of ours.
    """
    return tokens.upload_of(secret, token, PURPOSE)
