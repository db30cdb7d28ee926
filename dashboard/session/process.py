"""What the process that serves all tabs is told once, so that none of them waits longer than it must."""

import contextlib
import functools
import gc
import socket
import sys

from .uploads import keep_few
from .watching import tell_in_lines


@functools.cache  # not one of Streamlit's caches, which any browser may clear for all
def prepare_process() -> None:
    """To be called in each run of the app, when all is imported; it acts once a process."""
    _answer_at_once()  # before what it looks for is out of the collector's sight
    _spare_the_collector()
    tell_in_lines()
    keep_few()
    # What computes for long, as a file of 10000 rounds, lets others in after a millisecond, not five: a Step is some
    # sixty messages, and each of them may wait for its turn.
    sys.setswitchinterval(0.001)


def _spare_the_collector() -> None:
    """What has been imported by now stays, so that no collection need look at it again.

    Over all that NumPy, pandas and Plotly have loaded, one takes three times as long as a run of the script.
    """
    gc.collect()
    gc.freeze()


def _answer_at_once() -> None:
    """What is sent to a browser does not wait until that has said that it got what came before.

    Streamlit binds its port in a way that keeps asyncio from asking for this, as it does for each connection by itself
    (https://github.com/Kludex/uvicorn/issues/3149): a click took up to 40 ms longer. Connections to come inherit it.
    """
    for thing in gc.get_objects():
        if type(thing) is socket.socket:
            with contextlib.suppress(OSError):  # closed by now, or no TCP
                thing.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
