"""What things of a job were to be is forgotten as soon as nobody needs it."""

from uuid import UUID

from domain.shared import sql

OF_JOB = "UPDATE job_item SET request = NULL WHERE job_id = $1 AND request IS NOT NULL"
OF_CUSTOMER = "UPDATE job_item SET request = NULL WHERE customer_id = $1 AND request IS NOT NULL"


async def forget_requests(job_id: UUID) -> None:
    """A job has come to its end: what is left in it will not be."""
    await sql.execute(OF_JOB, job_id)


async def forget_requests_of(customer_id: UUID) -> None:
    """A customer is erased: what was to be theirs will not be. Whoever does it holds their row,
    which is what a worker holds too before it takes up a thing of theirs.
    """
    await sql.execute(OF_CUSTOMER, customer_id)
