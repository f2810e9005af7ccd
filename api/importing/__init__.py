"""Real data in: the retailer's year, the Chinese catalog."""

from api.importing.import_chinese_catalog import import_chinese_catalog
from api.importing.import_completejourney import import_completejourney
from api.importing.running import load_slice, run

__all__ = ["import_chinese_catalog", "import_completejourney", "load_slice", "run"]
