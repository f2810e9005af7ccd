"""The stage of all tests of files of rows."""

from tests.api.bulk.bringing import media_dir, stage

__all__ = ["media_dir", "stage"]
