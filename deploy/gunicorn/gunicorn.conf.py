"""gunicorn in place of waitress: `gunicorn --config deploy/gunicorn/gunicorn.conf.py wsgi:app`."""

import os

bind = f"{os.environ.get('QMS_HOST', '127.0.0.1')}:{os.environ.get('QMS_PORT', '8000')}"
worker_class = "gthread"  # threads: a few slow visitors stop a sync worker completely
threads = int(os.environ.get("QMS_THREADS", "16"))

# More than one process needs PostgreSQL for the records and the search: SQLite and Whoosh have one writer.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))

keepalive = 75
timeout = 60
graceful_timeout = 30
umask = 0o077
control_socket_disable = True  # systemd starts and stops it; another door would only have to be guarded
accesslog = "-"
