"""The bill of materials: CycloneDX 1.6 in JSON, of everything that is locked for the product.

The same lock gives the same file, to the byte.
"""

import hashlib
import importlib.metadata
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from packaging.requirements import InvalidRequirement, Requirement

from bench.supply.licences import licence_of
from bench.supply.locks import RUNTIME, Locked, read

SPEC: Final = "1.6"
NAMESPACE: Final = UUID("6f0c1a52-9a0b-5c0e-8f38-7d3c55d1a001")
PRODUCT: Final = "tradegraph"


def bill() -> dict[str, Any]:
    """All of it, as JSON has it."""
    packages = read(RUNTIME)
    digest = hashlib.sha256(RUNTIME.read_bytes()).hexdigest()
    known = {each.name for each in packages}
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": uuid5(NAMESPACE, digest).urn,
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": PRODUCT, "name": PRODUCT}},
        "components": [_component(each) for each in packages],
        "dependencies": [
            {"ref": PRODUCT, "dependsOn": [_ref(each) for each in packages]},
            *(
                {"ref": _ref(each), "dependsOn": _refs(packages, _needs(each, known))}
                for each in packages
            ),
        ],
    }


def write(path: Path) -> int:
    """Write it; the number of packages."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = bill()
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return len(found["components"])


def _component(each: Locked) -> dict[str, Any]:
    licence = licence_of(each.name)
    shown = {"licenses": [{"expression": licence}]} if licence else {}
    where = [{"name": "tradegraph:only-where", "value": each.marker}] if each.marker else []
    return {
        "type": "library",
        "bom-ref": _ref(each),
        "name": each.name,
        "version": each.version,
        "purl": _ref(each),
        **shown,
        "properties": [
            *where,
            *({"name": "tradegraph:file-sha256", "value": sha} for sha in each.hashes),
        ],
    }


def _refs(packages: Sequence[Locked], names: set[str]) -> list[str]:
    return [_ref(each) for each in packages if each.name in names]


def _ref(each: Locked) -> str:
    return f"pkg:pypi/{each.name}@{each.version}"


def _needs(each: Locked, known: set[str]) -> set[str]:
    """What it says that it needs here, of what is locked; nothing if it is not installed."""
    try:
        told = importlib.metadata.requires(each.name) or []
    except importlib.metadata.PackageNotFoundError:
        return set()
    found = set()
    for line in told:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            found.add(re.sub(r"[-_.]+", "-", requirement.name).lower())
    return found & known
