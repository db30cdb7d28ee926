"""`python -m tests.hosting`: the app as it is hosted, on this machine.

`python -m tests.hosting [STUDENTS]`: behind nginx, and what becomes of a class when replicas come and go.
`python -m tests.hosting load [SECONDS [MINUTES [STUDENTS …]]]`: how long a student waits in a class, and what it takes;
so many seconds for each class (60), and so many minutes for a long lesson (10). It takes half an hour.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.hosting import load
from tests.hosting.hosted import hosting
from tests.hosting.scenes import SCENES

STUDENTS = 30


def main() -> None:
    """Play all scenes, one after another, and print what happened; or measure."""
    asked = sys.argv[1:]
    if asked[:1] == ["load"]:
        seconds, minutes, *students = [*asked[1:], *("60", "10")[len(asked) - 1 :]]
        load.main(float(seconds), float(minutes), tuple(map(int, students)) or load.STUDENTS)
        return
    with tempfile.TemporaryDirectory() as folder, hosting(Path(folder)) as hosted:
        for play in SCENES:
            print(asyncio.run(play(hosted, int(asked[0]) if asked else STUDENTS)).line(), flush=True)


if __name__ == "__main__":
    main()
