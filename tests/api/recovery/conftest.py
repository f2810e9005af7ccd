"""A directory for backups, and a key."""

from base64 import urlsafe_b64decode
from pathlib import Path

import pytest

from api.recovery.keys import BackupKey, KeyRing, fresh
from api.recovery.vault import Vault


def ring(*texts: str) -> KeyRing:
    """Keys as BACKUP_KEY holds them; one made now if none is given."""
    return KeyRing(
        tuple(BackupKey.of(urlsafe_b64decode(text + "=")) for text in texts or [fresh()])
    )


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Where backups go."""
    return Vault(tmp_path / "backups", ring())
