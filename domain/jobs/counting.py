"""How far a job is, by its items and the rows of its file: what they say is never more or less than
what was done.
"""

from uuid import UUID

from domain.shared import sql

COUNTED = """
SELECT count(*) FILTER (WHERE status = 'done')
        + (SELECT coalesce(sum(rows), 0)::int FROM job_part WHERE job_id = $1) AS items_done,
    count(*) FILTER (WHERE status = 'refused') AS items_refused
FROM job_item WHERE job_id = $1
"""


async def counts_of(job_id: UUID) -> dict[str, int]:
    """`items_done` and `items_refused` of a job, as of now."""
    found = await sql.row(COUNTED, job_id)
    assert found is not None, "a count has one row"
    return dict(found)
