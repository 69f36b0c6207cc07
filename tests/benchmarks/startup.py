"""``import plugkeras`` against ``import numpy``, each in a fresh interpreter, in turn.

    python tests/benchmarks/startup.py

Prints the ratio of the lowest and of the median times. Goal: at most 1.5.
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 21


def seconds(code):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main():
    pairs = [(seconds("import plugkeras"), seconds("import numpy"), seconds("pass")) for _ in range(ROUNDS)]
    ours, numpys, bare = (sorted(column) for column in zip(*pairs, strict=True))
    low = (ours[0] - bare[0]) / (numpys[0] - bare[0])
    middle = statistics.median(a / b for a, b, _ in pairs)
    print(f"import plugkeras: {low:.2f} times import numpy at best; whole processes: {middle:.2f} at the median")


if __name__ == "__main__":
    main()
