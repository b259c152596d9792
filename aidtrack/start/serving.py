"""The worker of gunicorn that deploy/gunicorn.conf.py names."""

import selectors
import socket
import struct
import time
from contextlib import suppress
from functools import partial

from gunicorn.workers.gthread import TConn, ThreadWorker

# Seconds for the head of a request to arrive, and bytes that it may have.
HEAD_SECONDS, HEAD_BYTES = 10, 32 * 1024
# Seconds without a byte of its body, after which a request is given up.
BODY_SECONDS = 20
HEAD_END = b"\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n"


class WholeHeadWorker(ThreadWorker):
    """Lends a thread to a connection when the head of its request is complete, never before.

    The worker of gunicorn lends it at the first byte, and then waits for the rest without an end:
    as many half-sent requests as there are threads stop everybody. Here they wait in the poller of
    the main loop, beside idle connections, and are closed after HEAD_SECONDS.
    """

    def enqueue_req(self, conn: TConn):
        """Hands a connection to a thread, or waits for the rest of the head of its request."""
        peeked = _peeked(conn.sock)
        if self.cfg.is_ssl or peeked is None or _is_whole(_read_ahead(conn) + peeked):
            conn.head_deadline, conn.head_length = None, -1
            _wake_from(conn.sock, 1)
            _limit_waiting(conn.sock)
            super().enqueue_req(conn)
        elif len(peeked) >= HEAD_BYTES:
            self._close(conn, TOO_LARGE)
        elif len(peeked) == getattr(conn, "head_length", -1):
            # Woken without a further byte: its sender has gone.
            self._close(conn)
        else:
            self._wait_for_more(conn, len(peeked))

    def _wait_for_more(self, conn: TConn, length: int):
        """Leaves a connection to the poller until there is more than so many bytes."""
        deadline = getattr(conn, "head_deadline", None) or time.monotonic() + HEAD_SECONDS
        conn.head_deadline = conn.timeout = deadline
        conn.head_length = length
        _wake_from(conn.sock, length + 1)
        conn.sock.setblocking(False)
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def murder_pending(self):
        """Closes those whose head is late; each began its own wait, so they are in no order."""
        late = [conn for conn in self.pending_conns if conn.timeout <= time.monotonic()]
        for conn in late:
            self.pending_conns.remove(conn)
            self.poller.unregister(conn.sock)
            self._close(conn)

    def _close(self, conn: TConn, answer: bytes = b""):
        self.nr_conns -= 1
        with suppress(OSError):
            # What is left unread would cut the answer off.
            conn.sock.recv(2 * HEAD_BYTES, socket.MSG_DONTWAIT)
            conn.sock.send(answer)
        conn.close()


def _read_ahead(conn: TConn) -> bytes:
    """What was read of a further request together with the one before it."""
    return conn.parser.unreader.buf.getvalue() if conn.parser else b""


def _is_whole(head: bytes) -> bool:
    return HEAD_END in head.lstrip(b"\r\n")


def _peeked(sock: socket.socket) -> bytes | None:
    """What lies in a socket, at most HEAD_BYTES of it; None at its end."""
    try:
        return sock.recv(HEAD_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT) or None
    except BlockingIOError:
        return b""
    except OSError:
        return None


def _wake_from(sock: socket.socket, count: int):
    """Makes a socket readable to the poller from so many bytes on, or at its end."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, count)


def _limit_waiting(sock: socket.socket):
    """Ends each wait for bytes in a thread; writing to a slow reader takes as long as it takes."""
    limit = struct.pack("ll", BODY_SECONDS, 0)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
