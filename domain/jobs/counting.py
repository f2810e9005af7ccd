"""How far a job is, by its items and the rows of its file: what they say is never more or less than
what was done.
"""

COUNTED = """
SELECT count(*) FILTER (WHERE status = 'done')
        + (SELECT coalesce(sum(rows), 0)::int FROM job_part WHERE job_id = $1) AS done,
    count(*) FILTER (WHERE status = 'refused') AS refused
FROM job_item WHERE job_id = $1
"""
