"""The same numbers that staff see, in the text that Prometheus reads."""

from collections.abc import Callable, Iterator
from dataclasses import asdict

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from realtime.gauges import Gauges

PREFIX = "tradegraph_realtime"
WHAT = "Real time in this process; what each number means stands in the schema."
COUNTED = {"made", "delivered", "gaps", "overflows", "read_from_log"}  # since the process began
MEDIA_TYPE = CONTENT_TYPE_LATEST


class Metrics(Collector):
    """Read anew each time somebody looks."""

    def __init__(self, gauges: Callable[[], Gauges]) -> None:
        self._gauges = gauges
        self._registry = CollectorRegistry()
        self._registry.register(self)
        for about_the_process in (ProcessCollector, PlatformCollector, GCCollector):
            about_the_process(registry=self._registry)

    def collect(self) -> Iterator[Metric]:
        """Every number under its name."""
        for name, value in asdict(self._gauges()).items():
            family = CounterMetricFamily if name in COUNTED else GaugeMetricFamily
            yield family(f"{PREFIX}_{name}", WHAT, value=value)

    @property
    def text(self) -> bytes:
        """All of them."""
        return generate_latest(self._registry)
