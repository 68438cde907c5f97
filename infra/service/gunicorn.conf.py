"""What gunicorn reads in its working directory: two processes of four threads fit into 320 MB."""

import os

bind = f"0.0.0.0:{os.environ.get('APP_PORT', '8000')}"
workers = 2
threads = 4
# A heartbeat that has to wait for a busy disk looks like a hung process.
worker_tmp_dir = "/dev/shm"
# Memory that leaks is given back, not in both processes at once.
max_requests = 1000
max_requests_jitter = 200
accesslog = "-"
# Only nginx reaches this port, and it sets X-Forwarded-Proto itself.
forwarded_allow_ips = "*"
