"""Files to real Keras and back: each writes models that the other opens, predicts with, and trains on.

Run by hand, for it needs real Keras in an environment of its own; the arguments are the two interpreters::

    python -m venv /tmp/real && /tmp/real/bin/pip install keras torch
    python tests/interop/check_files.py /tmp/real/bin/python .venv/bin/python

The first is to have real Keras, the second plugkeras alone. The ordinary tests read files that real Keras wrote,
made by ``KERAS_BACKEND=torch REAL/bin/python tests/saving_files/cases.py write tests/saving_files``.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CASES = Path(__file__).parents[1] / "saving_files" / "cases.py"


def run(python, job, folder):
    environment = {"KERAS_BACKEND": "torch", **os.environ}
    return subprocess.run([python, "-W", "ignore", CASES, job, folder], env=environment).returncode


def main(real, ours):
    failures = 0
    for writer, reader in ((ours, real), (real, ours), (ours, ours)):
        with TemporaryDirectory() as folder:
            failures += run(writer, "write", folder) or run(reader, "read", folder)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
