"""Files of jobs go when their time is over; those of jobs that did not end well, at once."""

from datetime import datetime, timedelta

from domain.jobs.limits import EXPORT_KEPT
from domain.shared import sql

BATCH = 200  # parts
FETCHING = timedelta(hours=1)  # whoever began in time may come to the end
SWEEP = """
DELETE FROM job_part WHERE id = ANY(ARRAY(
    SELECT part.id FROM job_part AS part JOIN job ON job.id = part.job_id
    WHERE job.status IN ('canceled', 'failed')
        OR job.status = 'completed' AND job.updated_at <= $1
    LIMIT $2 FOR UPDATE OF part SKIP LOCKED))
"""


async def sweep_files(now: datetime) -> int:
    """Take out parts of files that nobody can fetch any more; how many. Two may do it at once."""
    return await sql.execute(SWEEP, now - EXPORT_KEPT - FETCHING, BATCH)
