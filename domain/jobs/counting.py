"""How far a job is, by its items: what they say is never more or less than what was done."""

COUNTED = """
SELECT count(*) FILTER (WHERE status = 'done') AS done,
    count(*) FILTER (WHERE status = 'refused') AS refused
FROM job_item WHERE job_id = $1
"""
