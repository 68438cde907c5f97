"""Ends with 0 where the application answers, whatever the answer is: a new container cures no error page."""

import http.client
import os

port = int(os.environ.get("APP_PORT", "8000"))
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
connection.request("GET", "/")
connection.getresponse()
