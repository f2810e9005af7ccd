"""Tables of states, constant statements, pages that say what is so: tests and checks, counted."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from api.settings import PROJECT
from bench.inventory_of_tests import tables
from bench.processes import environment
from bench.progress import Say
from bench.proofs import run_tests, verdict
from bench.rows import Row, at_least, exactly

TABLES = (
    "tests/domain/*/test_states.py",
    "tests/domain/orders/editing/test_states.py",
    "tests/domain/catalog/bulk/test_states.py",
    "tests/domain/orders/drafts/test_states.py",
    "tests/domain/returns/claims/test_states.py",
    "tests/domain/returns/exchanges/test_states.py",
    "tests/domain/fulfillment/devices/test_registry_and_instructions.py",
    "tests/domain/promotions/campaigns/test_campaigns.py",
    "tests/domain/catalog/test_publish_product.py",
    "tests/domain/catalog/test_media.py",
    "tests/domain/catalog/publication",
    "tests/domain/catalog/revisions",
    "tests/domain/catalog/lifecycle",
    "tests/schema/test_transitions.py",
)
STATEMENTS = (
    "tests/schema/test_statement_counts.py",
    "tests/schema/catalog/test_search.py",
    "tests/domain/orders/test_place_order.py",
)
PAGES = ("tests/architecture/test_docs.py", "tests/architecture/test_manual.py")
CHECKS = {
    "schema.graphql": ("api", "schema", "--check"),
    "the drawn lifecycles": ("docs.generate", "--check"),
}
LANGUAGES = ("en", "zh-CN")
MANUAL_MIN = 5
DEADLINE_SECONDS = 300


def measure(say: Say) -> list[Row]:
    """Run them, a few minutes."""
    return [*_tables(say), *_statements(say), *_pages(say)]


def _tables(say: Say) -> list[Row]:
    say("tables of states")
    with TemporaryDirectory() as name:
        plugins = "bench.counted,bench.walked"
        run = run_tests(*_paths(TABLES), PYTEST_PLUGINS=plugins, WALKED_DIR=name)
        share = tables(Path(name))
    told = "; ".join([f"every pair of state and action; {run.how}", *share.missing])
    walked = share.total - len(share.missing)
    figure = "machines: tables of which every move and refusal is tried"
    return [*verdict("machines", run), exactly(figure, walked, share.total, "tables", told)]


def _statements(say: Say) -> list[Row]:
    say("statements")
    return verdict("statements, whatever the length of a list", run_tests(*STATEMENTS))


def _pages(say: Say) -> list[Row]:
    say("pages")
    rows = verdict("pages: documents of the manual valid, and what they say so", run_tests(*PAGES))
    for what, command in CHECKS.items():
        status = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=PROJECT,
            env=environment(),
            capture_output=True,
            timeout=DEADLINE_SECONDS,
            check=False,
        ).returncode
        how = f"python -m {' '.join(command)}"
        rows.append(exactly(f"pages: {what} as it is written", status, 0, "exit status", how))
    for language in LANGUAGES:
        pages = len([*(PROJECT / "docs" / "manual" / language).glob("*.md")])
        figure = f"pages: of the operation manual in {language}"
        rows.append(at_least(figure, pages, MANUAL_MIN, "pages", f"docs/manual/{language}"))
    return rows


def _paths(patterns: tuple[str, ...]) -> list[str]:
    """What there is of them: not every context has every kind of test."""
    found = (sorted(PROJECT.glob(pattern)) for pattern in patterns)
    return [str(path.relative_to(PROJECT)) for paths in found for path in paths]
