"""How gunicorn serves aidtrack: `gunicorn aidtrack.wsgi --config deploy/gunicorn.conf.py`.

What a machine differs in is given on the command line, which goes before this file: `--bind`,
`--workers`. A proxy that ends TLS and buffers stands before it: deploy/nginx.conf.
"""

import os
import sys
from pathlib import Path

from prometheus_client import multiprocess

chdir = str(Path(__file__).resolve().parent.parent)
bind = "127.0.0.1:8000"

# Threads, for pages wait for the database; a thread is lent to a request whose head is complete.
worker_class = "aidtrack.start.serving.WholeHeadWorker"
workers = 2
threads = 4
# Open connections of a worker, those that wait for a head or a further request among them.
worker_connections = 1000

# A worker whose main loop does not answer for so many seconds is started anew. It is not a limit
# of a page: threads go on.
timeout = 60
# Seconds that requests have to end in when the server is stopped.
graceful_timeout = 30
# Longer than a proxy keeps a connection that it does not use, so that it is the proxy that ends it.
keepalive = 65

# Longer addresses and larger heads than the pages of the program make are refused.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

# Workers start anew once in a while, never both at once: memory that a library lost comes back.
max_requests = 5000
max_requests_jitter = 500

# The heartbeat of workers touches no disk, where the system has a folder in memory.
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108
# Nobody steers a running server by a file.
control_socket_disable = True
loglevel = "warning"
# Its own lines look like those of the program; a terminal of the demonstration has them as text.
if os.environ.get("AIDTRACK_DEMO") != "1":
    sys.path.insert(0, chdir)
    from aidtrack.watch import log

    logconfig_dict = log.gunicorn_configuration(level="WARNING")

# Where the counts of several workers lie for /metrics, if at all: those of an earlier start go.
COUNTS = os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def on_starting(server):
    if COUNTS:
        for file in Path(COUNTS).glob("*.db"):
            file.unlink()


def child_exit(server, worker):
    if COUNTS:
        multiprocess.mark_process_dead(worker.pid)
