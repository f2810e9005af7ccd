"""Every figure of real time: `python -m bench.realtime`, or a part with `--only memory,held`."""

import sys
from typing import Final

from bench import delay, faults, harness, held, memory, throughput
from bench.report import Parts, report

PARTS: Final[Parts] = {
    "throughput": throughput.measure,
    "delay": delay.measure,
    "memory": memory.measure,
    "held": held.measure,
    "faults": faults.measure,
    "harness": harness.suites("ws", "sse"),
}

if __name__ == "__main__":
    sys.exit(report("realtime", "Real time", PARTS))
