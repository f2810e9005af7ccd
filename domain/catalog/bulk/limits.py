"""How much of what: the bounds of files, their rows, and what is told about them."""

from datetime import timedelta

FILE_BYTES_MAX = 200 * 1024 * 1024
ROW_BYTES_MAX = 256 * 1024  # of one row; a product's texts in two languages fit
ROWS_MAX = 500_000  # of one file
FAULTS_MAX = 50_000  # after which a file is given up: it is not what it was taken for
BATCH_ROWS = 500  # that are written in one transaction
OPEN = timedelta(minutes=15)  # for which a way in is open
LEASE = timedelta(seconds=20)  # a worker says with each batch that it is alive
ATTEMPTS_MAX = 3  # workers that died at the same batch, and the import is given up
PREVIEWS_KEPT = timedelta(days=7)  # for which a preview can be applied
IMPORTS_KEPT = timedelta(days=90)  # with their faults, after their end
