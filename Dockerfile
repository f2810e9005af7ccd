# One image for every process: what follows `python -m api` is the container's command.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY schema.graphql .
COPY migrations migrations
COPY realtime realtime
COPY schema schema
COPY domain domain
COPY api api

RUN useradd --create-home tradegraph && install -d -m 700 -o tradegraph /backups /media
USER tradegraph

EXPOSE 8000
ENTRYPOINT ["python", "-m", "api"]
CMD ["serve", "--no-worker"]
