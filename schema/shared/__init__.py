"""What every part of the schema speaks: money, paging, errors, streams."""
