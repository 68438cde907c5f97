"""Runs a Python function as the runtime of Lambda does: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""
import importlib
import json
import os
import sys
from http.client import HTTPConnection

api = os.environ["AWS_LAMBDA_RUNTIME_API"]
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])


def call(method, path, body=None):
    connection = HTTPConnection(api)
    connection.request(method, "/2018-06-01/runtime/" + path, body)
    response = connection.getresponse()
    return response.headers, response.read()


module, name = os.environ["_HANDLER"].split(".")
handler = getattr(importlib.import_module(module), name)
while True:
    headers, body = call("GET", "invocation/next")
    result = handler(json.loads(body), None)
    call("POST", "invocation/%s/response" % headers["Lambda-Runtime-Aws-Request-Id"], json.dumps(result))
