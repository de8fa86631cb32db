"""`make bench`: prints tables with ratios. `make bench ARGS="pages --sizes 500 5000"` runs a part."""

from __future__ import annotations

import argparse
import importlib

PARTS = ("pages",)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all without a name")
    parser.add_argument("--sizes", nargs="+", type=int, default=[500])
    asked = parser.parse_args()
    for part in asked.parts or PARTS:
        if part not in PARTS:
            parser.error(f"{part}: one of {', '.join(PARTS)}")
        importlib.import_module(f"benchmarks.bench_{part}").main(asked.sizes)


if __name__ == "__main__":
    main()
