"""hushd, its simulator and the C baseline as child processes that do not outlive their `with`."""

import http.client
import json
import os
import re
import signal
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PATH = "/events/genesys"

# One source without authentication; the quota is out of the way.
CONFIGURATION = """{
  stateDirectory: "%(directory)s",
  http: { listen: ["127.0.0.1:0"] },
  sources: { genesys: { format: "eventbridge", platform: "genesys", http: { path: "%(path)s", auth: [] } } },
  platforms: {
    genesys: {
      type: "genesys-cloud", api: "%(vendor)s", login: "%(vendor)s", clientID: "file:%(secret)s", clientSecret: "file:%(secret)s",
      rate: { perMinute: 600000, burst: 100000, reservedForPauses: 0.3 }, maxInFlight: 64,
    },
  },
  policy: { startGrace: "0s" },
  log: { level: "info", format: "json" },
}
"""


class Server:
    """A child process that says where it listens: `pattern` finds the port in its log."""

    def __init__(self, arguments, log, pattern):
        self.log = log
        with open(log, "wb") as output:
            self.started = time.monotonic()
            self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=output, stderr=output)
        self.port = int(self.wait_for(lambda: re.search(pattern, self.text()), "a port")[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end(signal.SIGTERM)

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as text:
            return text.read()

    def wait_for(self, look, what, limit=30):
        """What `look` finds, at last; without it the process ends."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline and self.process.poll() is None:
            found = look()
            if found:
                return found
            time.sleep(0.001)
        self.end(signal.SIGKILL)
        raise RuntimeError(f"{self.process.args[0]}: no {what} within {limit} s; it said: {self.text()[-2000:]}")

    def end(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()

    def request(self, method, path, body=None, headers=None):
        """The answer's status and bytes, over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def memory(self):
        """Resident now and at most ever, in MB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            figures = dict(re.findall(r"(VmRSS|VmHWM):\s+(\d+) kB", status.read()))
        return int(figures["VmRSS"]) / 1024, int(figures["VmHWM"]) / 1024


class Simulator(Server):
    """Genesys, in which every conversation that is asked for comes into being."""

    def __init__(self, binary, directory):
        arguments = [binary, "simulate", "--genesys", "--auto", "--until-stdin-closes"]
        super().__init__(arguments, f"{directory}/simulator.log", r"listening on http://127\.0\.0\.1:(\d+)")

    def calls(self):
        status, body = self.request("GET", "/calls")
        if status != 200:
            raise RuntimeError(f"the simulator answered {status} to GET /calls")
        return json.loads(body)

    def forget_calls(self):
        self.request("DELETE", "/calls")


class Hushd(Server):
    """hushd with a state directory of its own; the same directory again is a restart."""

    def __init__(self, binary, directory, simulator):
        os.makedirs(directory, exist_ok=True)
        self.binary = binary
        self.configuration = f"{directory}/hushd.json5"
        vendor = f"http://127.0.0.1:{simulator.port}"
        with open(f"{directory}/secret", "w", encoding="ascii") as file:
            file.write("bench")
        with open(self.configuration, "w", encoding="ascii") as file:
            file.write(CONFIGURATION % {"directory": directory, "path": PATH, "vendor": vendor, "secret": f"{directory}/secret"})
        super().__init__([binary, "run", "--config", self.configuration], f"{directory}/hushd.log", r'"port":"?(\d+)')
        self.wait_for(lambda: self.request("GET", "/readyz")[0] == 200, "readiness")
        self.seconds_to_ready = time.monotonic() - self.started

    def command(self, *arguments):
        """Runs another command of hushd; how long that took, and what it printed."""
        begin = time.monotonic()
        result = subprocess.run([self.binary, *arguments, "--config", self.configuration], capture_output=True, text=True, check=False)
        return time.monotonic() - begin, result.stdout


class Baseline(Server):
    """The least that a durable intake can be, in C: baseline.c."""

    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        program = f"{directory}/baseline"
        libraries = ["-lmicrohttpd", "-lsqlite3", "-lgnutls", "-lpthread"]
        subprocess.run(["gcc", "-O2", "-o", program, f"{HERE}/baseline.c", *libraries], check=True)
        super().__init__([program, directory], f"{directory}/baseline.log", r"^(\d+)")
