"""`make bench` runs every part; `make bench ARGS="pages growth --sizes 500 50000"` some of them at some sizes."""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path

PARTS = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all without a name")
    parser.add_argument("--sizes", nargs="+", type=int, default=[500], help="documents of the installation")
    asked = parser.parse_args()
    for part in asked.parts or PARTS:
        if part not in PARTS:
            parser.error(f"{part}: one of {', '.join(PARTS)}")
        begun = time.monotonic()
        importlib.import_module(f"benchmarks.bench_{part}").main(asked.sizes)
        print(f"  ({part}: {time.monotonic() - begun:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
