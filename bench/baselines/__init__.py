"""The plainest documented use of other libraries, to measure ourselves against."""
