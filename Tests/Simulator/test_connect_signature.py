#!/usr/bin/env python3
"""Amazon Connect's signatures, by AWS's own botocore, which is installed as environment.py has it.

    python3 test_connect_signature.py              serves one request, and says whether botocore would have signed it so
    python3 test_connect_signature.py --vectors    prints the vectors that sigv4.json beside this file keeps
"""

import hmac
import http.server
import json
import sys

import environment

REQUIREMENT = "botocore==1.40.0"
# The key's id names the secret, for the server has to know it: hushd takes both from one file.
SECRET = "client-secret-of-the-tests"
REGION = "us-east-1"


def signature(key, secret, region, date, method, url, headers, body):
    """The Authorization header that botocore gives a request at a date."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    token = headers.get("x-amz-security-token")
    auth = SigV4Auth(Credentials(key, secret, token), "connect", region)
    own = {name: value for name, value in headers.items() if name not in ("host", "x-amz-date", "x-amz-security-token")}
    request = AWSRequest(method, url, headers=own, data=body)
    request.context["timestamp"] = date
    auth._modify_request_before_signing(request)
    text = auth.string_to_sign(request, auth.canonical_request(request))
    auth._inject_signature_to_request(request, auth.signature(text, request))
    return request.headers["Authorization"]


def vectors():
    cases = [
        ("suspend", "us-east-1", "20260321T101500Z", None, "c-1", "c-1"),
        ("resume", "eu-central-1", "20261231T235959Z", None, "c-2", "c-1"),
        ("suspend", "ap-southeast-2", "20280229T000000Z", "session/token+with=signs", "c \u00fc\"3", "c-1"),
    ]
    for verb, region, date, token, contact, initial in cases:
        key, secret = "AKIDEXAMPLE", "wJalr/XUtnFEMI+K7MDENG"
        host = f"connect.{region}.amazonaws.com"
        body = json.dumps({"InstanceId": "i-1", "ContactId": contact, "InitialContactId": initial}, ensure_ascii=False)
        headers = {"host": host, "content-type": "application/json", "x-amz-date": date}
        if token:
            headers["x-amz-security-token"] = token
        path = f"/contact/{verb}-recording"
        authorization = signature(key, secret, region, date, "POST", f"https://{host}{path}", headers, body.encode())
        yield {"secret": secret, "path": path, "headers": {**headers, "authorization": authorization}, "body": body}


class Judge(http.server.BaseHTTPRequestHandler):
    """Takes one request as Amazon Connect would, and judges its signature."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        given = self.headers["Authorization"]
        signed = given.split("SignedHeaders=")[1].split(",")[0].split(";")
        headers = {name: self.headers[name] for name in signed}
        url = f"http://{self.headers['Host']}{self.path}"
        own = signature(SECRET, SECRET, REGION, self.headers["X-Amz-Date"], "POST", url, headers, body)
        normal = ["".join(text.split()) for text in (given, own)]
        self.server.verdict = "passed" if hmac.compare_digest(*normal) else f"failed: {given!r}, botocore has {own!r}"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


def main():
    if sys.argv[1:] == ["--vectors"]:
        print(json.dumps(list(vectors()), indent=1))
        return
    with http.server.HTTPServer(("127.0.0.1", 0), Judge) as server:
        print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
        server.handle_request()
        print(f"{server.verdict}: {REQUIREMENT}", flush=True)


if __name__ == "__main__":
    environment.enter(REQUIREMENT)
    main()
