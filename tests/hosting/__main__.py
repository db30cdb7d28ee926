"""`python -m tests.hosting [STUDENTS]`: the app behind nginx, and what becomes of a class when replicas come and go."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.hosting.hosted import hosting
from tests.hosting.scenes import SCENES

STUDENTS = 30


def main() -> None:
    """Play all scenes, one after another, and print what happened."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS
    with tempfile.TemporaryDirectory() as folder, hosting(Path(folder)) as hosted:
        for play in SCENES:
            print(asyncio.run(play(hosted, students)).line(), flush=True)


if __name__ == "__main__":
    main()
