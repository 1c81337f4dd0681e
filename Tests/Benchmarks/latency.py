"""The time that hushd adds between a secure pause's POST and the PUT that pauses."""

import base64
import gc
import json
import random
import re
import select
import socket
import statistics
import time

import events
import servers
import table

# Events a second, and how many of them.
LOADS = [(1, 15), (100, 800), (500, 3000)]
LOOK_UPS = 60
LOOK_UP_PAUSE_MAX = 0.1
SEED = 1
P50_AIM_MS = 1
P99_AIM_MS = 5


def measure(binary, directory):
    table.heading("Added time from POST to PUT in ms: from before the POST is written to the PUT's arrival, open loop")
    rows = []
    for rate, count in LOADS:
        for knows in (True, False):
            with servers.Simulator(binary, directory) as simulator, \
                    servers.Hushd(binary, f"{directory}/latency-{rate}-{knows}", simulator) as hushd:
                rows.append(row(rate, knows, *added(hushd, simulator, rate, count, knows)))
    table.print_table(["events/s", "participant", "events", "p50", "p90", "p99", "most", "simulator's answer", "aim"], rows)
    print("With a look-up the simulator's own answer is taken off: the median of look-ups made at the same pace when nothing else happens.")


def row(rate, knows, times, answer):
    half, most = table.percentile(times, 50), table.percentile(times, 99)
    return [rate, "known" if knows else "look-up", len(times), *(f"{table.percentile(times, share):.2f}" for share in (50, 90, 99, 100)),
            "" if knows else f"{answer:.2f}",
            f"p50 < {P50_AIM_MS} {table.verdict(half < P50_AIM_MS)}, p99 < {P99_AIM_MS} {table.verdict(most < P99_AIM_MS)}"]


def added(hushd, simulator, rate, count, knows):
    """The added times, and how long the simulator takes to answer a look-up."""
    conversations = [events.new_id("c") for _ in range(count)]
    if knows:
        for start in range(0, count, 500):
            batch = conversations[start:start + 500]
            hushd.request("POST", servers.PATH, events.array([events.user_start(conversation) for conversation in batch]))
    answer = 0 if knows else look_up_time(simulator, rate)
    simulator.forget_calls()
    sent = OpenLoop(hushd.port).send(conversations, rate)
    arrived = pauses(simulator, count)
    missing = [conversation for conversation in conversations if conversation not in arrived]
    if missing:
        raise RuntimeError(f"{len(missing)} of {count} pauses never came: {hushd.text()[-2000:]}")
    return [(arrived[conversation] - sent[conversation]) / 1000 - answer for conversation in conversations], answer


def pauses(simulator, count):
    """When the first pause of each conversation arrived."""
    deadline = time.monotonic() + 10
    while True:
        arrived = {}
        for call in simulator.calls():
            if call["method"] == "PUT" and call["path"].endswith("/pause"):
                arrived.setdefault(call["path"].split("/")[4], call["bootMicroseconds"])
        if len(arrived) >= count or time.monotonic() > deadline:
            return arrived
        time.sleep(0.2)


def look_up_time(simulator, rate):
    """The median time of a look-up, in ms, from here, at the pace of the load: whoever has slept answers later."""
    credentials = base64.b64encode(b"bench:bench").decode()
    _, answer = simulator.request("POST", "/oauth/token", "grant_type=client_credentials", {"Authorization": f"Basic {credentials}"})
    head = f"Authorization: Bearer {json.loads(answer)['access_token']}\r\nHost: localhost\r\n\r\n"
    wire = Wire(simulator.port)
    times = []
    for _ in range(LOOK_UPS):
        time.sleep(min(1 / rate, LOOK_UP_PAUSE_MAX))
        request = f"GET /api/v2/conversations/{events.new_id('c')} HTTP/1.1\r\n{head}".encode()
        begin = now()
        wire.send(request)
        while not wire.has_answer():
            pass
        times.append((now() - begin) / 1000)
    wire.close()
    return statistics.median(times)


def now():
    """Microseconds on the clock that the simulator notes."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000


class Wire:
    """One kept connection, with nothing between the clock and the socket."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def fileno(self):
        return self.socket.fileno()

    def send(self, request):
        self.received = b""
        self.socket.sendall(request)

    def has_answer(self):
        """Reads on; whether the answer, which must be good, is complete."""
        part = self.socket.recv(65536)
        self.received += part
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not part or separator and not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"no good answer: {self.received[:500]}")
        return separator and len(body) >= int(re.search(rb"(?i)content-length: *(\d+)", head)[1])

    def close(self):
        self.socket.close()


class OpenLoop:
    """Posts at random times of its own, whether earlier answers are there or not."""

    HEAD = f"POST {servers.PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "

    def __init__(self, port):
        self.port = port
        self.busy = set()
        self.idle = []

    def send(self, conversations, rate):
        """When each conversation's POST began to be written."""
        sent = {}
        gaps = random.Random(SEED)
        # A collection here would look like a slow hushd.
        gc.disable()
        due = now() + 200_000
        for conversation in conversations:
            body = events.secure_pause_started(conversation)
            request = f"{self.HEAD}{len(body)}\r\n\r\n{body}".encode()
            while (left := due - now()) > 0:
                self.take_answers(left / 1_000_000)
            wire = self.idle.pop() if self.idle else Wire(self.port)
            self.busy.add(wire)
            sent[conversation] = now()
            wire.send(request)
            due += int(gaps.expovariate(rate) * 1_000_000)
        while self.busy:
            self.take_answers(1)
        gc.enable()
        for wire in self.idle:
            wire.close()
        return sent

    def take_answers(self, seconds):
        ready, _, _ = select.select(self.busy, [], [], seconds)
        for wire in ready:
            if wire.has_answer():
                self.busy.remove(wire)
                self.idle.append(wire)
