"""Keys for personal data at rest: where a process has them from, and how they are changed."""

from api.personal_data.keeping import hold_keys

__all__ = ["hold_keys"]
