"""The process that starts workers: it has loaded what they need, and forks, which takes a millisecond.

    python -m gyebo.server.spawner SOCKET NETWORK

SOCKET is a descriptor that leads to the server. Every byte that comes from it brings two more descriptors, for
one worker to be forked; when it ends, this process ends with all its workers. The store is opened after the
fork, never before it. Where NETWORK is "cut-off", the workers have none.
"""

import contextlib
import ctypes
import os
import signal
import socket
import sys

from gyebo.server.worker import work

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET and CLONE_NEWUSER of Linux


def main() -> None:
    """Fork a worker whenever the server asks for one, until it goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries workers that have ended
    to_server, network = sys.argv[1:]
    if network == "cut-off":
        _cut_off()
    with socket.socket(fileno=int(to_server)) as server:
        while True:
            asked, descriptors, _, _ = socket.recv_fds(server, 1, 2)
            if not asked:
                break
            _fork(server, descriptors)
    # The server has made this process the leader of a group of its own, in which its workers are.
    os.killpg(0, signal.SIGKILL)


def _fork(server: socket.socket, descriptors: list[int]) -> None:
    """Start a worker; where the kernel starts no more processes, the server sees its socket closed."""
    with contextlib.suppress(OSError):
        if os.fork() == 0:
            try:
                server.close()
                work(*descriptors)
            finally:
                os._exit(0)
    for descriptor in descriptors:
        os.close(descriptor)


def _cut_off() -> None:
    """Leave the network, where the kernel lets us: what the server has refused could then not be asked either."""
    with contextlib.suppress(OSError, AttributeError):
        kernel = ctypes.CDLL(None)
        if kernel.unshare(_NEW_NETWORK) != 0:
            kernel.unshare(_NEW_NETWORK | _NEW_USER)


if __name__ == "__main__":
    main()
