"""The stage of all tests of media."""

from tests.api.media.bringing import media_dir, stage

__all__ = ["media_dir", "stage"]
