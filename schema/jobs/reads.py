"""How jobs and their items are read: a table for each type."""

from collections.abc import Mapping
from typing import Any

from domain.jobs import queries
from domain.jobs.states import JOB, JobKind, JobStatus
from domain.processes.export_orders import Exported
from domain.shared.context import Context
from schema.engine.mapping import Args, Computed, Listed, One, Pages, Read, Root, Rows
from schema.engine.values import loaded
from schema.jobs.types import code_of, download, percent, told
from schema.shared.context import GraphContext
from schema.shared.reads import by_id


def _actions(context: GraphContext, status: str) -> Any:
    return JOB.actions(JobStatus(status))


def _percent(context: GraphContext, done: int, refused: int, total: int) -> Any:
    return percent(done, refused, total)


def _download(
    context: GraphContext, key: Any, kind: str, status: str, actor: str, updated_at: Any
) -> Any:
    of = Exported(key, JobKind(kind), JobStatus(status), actor, updated_at)
    return download(context, of)


def _code(context: GraphContext, code: str | None) -> Any:
    return code_of(code)


def _field(context: GraphContext, field: Any) -> Any:
    return loaded(field)


def _message(context: GraphContext, code: str | None, message: str | None, facts: Any) -> Any:
    return told(code, message, loaded(facts), context.domain.locale)


READS = (
    Read(
        "Job",
        queries.visible_jobs,
        {
            "percentDone": Computed(("items_done", "items_refused", "items_total"), _percent),
            "availableActions": Computed(("status",), _actions),
            "download": Computed(
                ("id", "kind", "status", "actor", "updated_at"), _download, is_personal=True
            ),
            "items": Pages(
                "JobItem",
                by="job_id",
                order=queries.BY_POSITION,
                equals={"status": lambda context, args: args.get("status")},
            ),
        },
    ),
    Read(
        "JobItem",
        queries.visible_items,
        {
            "code": Computed(("code",), _code),
            "message": Computed(("code", "message", "facts"), _message),
            "field": Computed(("field",), _field),
            "order": One("Order", key="subject_id"),
        },
    ),
)


async def _jobs(ctx: Context, args: Args) -> Rows:
    return queries.jobs_matching(ctx, args.get("status"))


ROOTS: Mapping[str, Root] = {
    "job": by_id("Job"),
    "jobs": Listed("Job", lambda args: queries.NEWEST, narrowed=("status",), rows=_jobs),
}
