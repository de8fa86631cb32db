"""What comes from elsewhere is exactly what was taken, with its licence beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())


def test_every_vendored_file_is_in_the_manifest_with_its_hash() -> None:
    stated = {
        f"{package['name']}-{package['version']}/{name}": digest
        for package in MANIFEST
        for name, digest in package["files"].items()
    }
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert present == stated


def test_every_vendored_package_carries_its_licence() -> None:
    without = [p["name"] for p in MANIFEST if not {"LICENSE", "OFL.txt"} & set(p["files"])]
    assert without == []
