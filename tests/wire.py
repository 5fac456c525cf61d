"""A wire between a browser and a face that can be cut: what it carries is dropped at once, as where there is no network."""

import contextlib
import socket
import threading
import urllib.parse


class Wire:
    """Listens on a port of its own and carries to `address`. `cut()` and `mend()`."""

    def __init__(self, address: str) -> None:
        to = urllib.parse.urlsplit(address)
        self.to = (to.hostname, to.port)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.whole, self.open = True, set[socket.socket]()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        self.whole = False
        for end in list(self.open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.whole = True

    def close(self) -> None:
        self.cut()
        self.server.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.server.accept()
                if not self.whole:
                    near.close()
                    continue
                far = socket.create_connection(self.to)
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        self.open.add(one)
        with contextlib.suppress(OSError):
            while self.whole and (piece := one.recv(65536)):
                other.sendall(piece)
        self.open.discard(one)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
