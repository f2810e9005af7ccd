"""Tests: the specification."""

import gc

gc.disable()  # until all that stays is loaded: see `conftest.pytest_collection_finish`
