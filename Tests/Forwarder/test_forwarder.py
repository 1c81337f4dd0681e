"""The forwarder against a small server on loopback: `python3 -m unittest discover -s Tests/Forwarder`."""

import base64
import hashlib
import hmac
import http.server
import importlib.util
import json
import os
import pathlib
import socket
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("forwarder", ROOT / "Config" / "aws" / "forwarder.py")
forwarder = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(forwarder)

KEY = b"twenty-four bytes of key"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
EVENT = {"version": "0", "id": "0b6d1f0e-8a5e-4a55-9d0e-0d8f5b0c0001", "detail": {"eventBody": {"name": "Zoë", "n": 1773958020123}}}


class Server:
    """Keeps what it was sent and answers as it is told."""

    def __init__(self, status=200, headers=()):
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                server.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
                answer = b'{"accepted":1,"duplicates":0}'
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        self.listener = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.listener.server_port}/events/genesys"

    def __enter__(self):
        self.thread = threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.listener.shutdown()
        self.thread.join()
        self.listener.server_close()


def forward(event=EVENT, **environment):
    with unittest.mock.patch.dict(os.environ, environment, clear=True):
        return forwarder.handler(event, None)


class ForwarderTests(unittest.TestCase):
    def test_signs_the_bytes_it_sends(self):
        with Server() as server:
            answer = forward(HUSHD_URL=server.url, HUSHD_SECRET=SECRET)
        self.assertEqual(answer, {"status": 200, "answer": '{"accepted":1,"duplicates":0}'})
        (path, headers, body), = server.requests
        self.assertEqual(path, "/events/genesys")
        self.assertEqual(json.loads(body), EVENT)
        self.assertEqual(headers["content-type"], "application/json")
        self.assertEqual(headers["webhook-id"], EVENT["id"])
        self.assertLess(abs(int(headers["webhook-timestamp"]) - time.time()), 5)
        content = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
        self.assertEqual(headers["webhook-signature"], "v1," + base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode())

    def test_agrees_with_the_libraries_example(self):
        key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        headers = forwarder.signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [key])
        self.assertEqual(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")

    def test_a_repeat_has_the_same_id(self):
        with Server() as server:
            for event in (EVENT, EVENT, {"no": "id"}, {"no": "id"}, {"id": "with blank\n"}):
                forward(event, HUSHD_URL=server.url, HUSHD_SECRET=SECRET)
        ids = [headers["webhook-id"] for _, headers, _ in server.requests]
        self.assertEqual(ids[0], ids[1])
        self.assertEqual(ids[2], ids[3])
        self.assertEqual(len(set(ids)), 3)
        self.assertTrue(ids[4].startswith("sha256-"))

    def test_two_secrets_make_two_signatures(self):
        with Server() as server:
            forward(HUSHD_URL=server.url, HUSHD_SECRET=f"{SECRET} {base64.b64encode(b'another').decode().rstrip('=')}")
        self.assertEqual(len(server.requests[0][1]["webhook-signature"].split()), 2)

    def test_the_secret_may_be_in_a_file(self):
        with tempfile.NamedTemporaryFile("w") as file, Server() as server:
            file.write(SECRET + "\n")
            file.flush()
            forward(HUSHD_URL=server.url, HUSHD_SECRET_FILE=file.name)
        self.assertEqual(len(server.requests), 1)

    def test_raises_all_but_2xx(self):
        for status in (302, 400, 401, 404, 413, 500, 503):
            with self.subTest(status), Server(status, [("location", "/elsewhere")]) as server:
                with self.assertRaisesRegex(forwarder.ForwardingError, f"hushd answered {status}: "):
                    forward(HUSHD_URL=server.url, HUSHD_SECRET=SECRET)
                self.assertEqual(len(server.requests), 1)

    def test_raises_when_nobody_listens(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{free.getsockname()[1]}/"
            with self.assertRaisesRegex(forwarder.ForwardingError, "hushd did not answer: "):
                forward(HUSHD_URL=url, HUSHD_SECRET=SECRET)

    def test_gives_up_on_silence(self):
        self.assertLess(forwarder.TIMEOUT_SECONDS, 5)
        with socket.create_server(("127.0.0.1", 0)) as silent, unittest.mock.patch.object(forwarder, "TIMEOUT_SECONDS", 0.2):
            with self.assertRaisesRegex(forwarder.ForwardingError, "hushd did not answer: timed out"):
                forward(HUSHD_URL=f"http://127.0.0.1:{silent.getsockname()[1]}/", HUSHD_SECRET=SECRET)

    def test_says_which_setting_is_missing_and_never_the_secret(self):
        with self.assertRaisesRegex(forwarder.ForwardingError, "HUSHD_URL"):
            forward(HUSHD_SECRET=SECRET)
        with self.assertRaisesRegex(forwarder.ForwardingError, "HUSHD_SECRET or HUSHD_SECRET_FILE"):
            forward(HUSHD_URL="http://127.0.0.1:1/")
        with self.assertRaisesRegex(forwarder.ForwardingError, "not an http"):
            forward(HUSHD_URL="ftp://x", HUSHD_SECRET=SECRET)
        with self.assertRaises(forwarder.ForwardingError) as raised:
            forward(HUSHD_URL="http://127.0.0.1:1/", HUSHD_SECRET="whsec_hunter2!")
        self.assertNotIn("hunter2", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
