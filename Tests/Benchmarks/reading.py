"""How fast the reading commands are on a long journal, beside a running hushd.

The journal is one real conversation, exported and written down over and over under other ids and times, and imported as after a lost disk.
"""

import datetime
import json
import os
import re
import subprocess
import time

import events
import servers
import table

ENTRIES = 1_000_000
# So long before now the first conversation was.
DAYS = 7
AIM_SECONDS = 0.2
ROUNDS = 3
# The aim is for a conversation or a recent hour; what reads all there is of a longer time takes its time, but not much memory.
LONG = ("exposure", "report --since 1d --out OUT", f"report --since {DAYS + 1}d --out OUT")


def measure(binary, directory):
    table.heading(f"Reading commands at {ENTRIES:,} entries of {DAYS} days")
    with servers.Simulator(binary, directory) as simulator:
        state = f"{directory}/reading"
        conversations = build(binary, state, simulator, *lived(binary, f"{directory}/example", simulator))
        with servers.Hushd(binary, state, simulator) as hushd:
            conversation = new_id("c", conversations // 2)
            commands = [
                "status", "parked", "windows", "windows --all", "windows --all --since 1h", f"show {conversation}",
                f"events --all --limit 0 --conversation {conversation}", "events", "events --since 1h --limit 0",
                "events --since 1h --all --limit 0 --json", "events --since 1h --kind pause.started", "exposure --since 1h --all",
                "export --since 1h",
            ]
            rows = [timed(hushd, command, AIM_SECONDS) for command in commands]
            rows += [timed(hushd, command.replace("OUT", f"{directory}/report.html")) for command in LONG]
    table.print_table(["", "lines", "seconds", "MB", "aim"], rows)


def lived(binary, state, simulator):
    """The start of hushd and the entries of one conversation with one window, as an export has them."""
    with servers.Hushd(binary, state, simulator) as hushd:
        conversation = events.new_id("c")

        def windows():
            return [json.loads(line) for line in hushd.command("windows", "--all", "--json")[1].splitlines()]

        for event in (events.user_start(conversation), events.secure_pause_started(conversation)):
            hushd.request("POST", servers.PATH, events.array([event]))
        hushd.wait_for(lambda: any("gapSeconds" in window for window in windows()), "a confirmed pause")
        hushd.request("POST", servers.PATH, events.array([events.secure_pause_ended(conversation)]))
        hushd.wait_for(lambda: any(window["recordings"][0]["known"] == "recording" for window in windows()), "a resume")
        # The last look at what was resumed comes two seconds after it.
        time.sleep(2.5)
        start, *entries = [re.sub(r',"chain":.*', "}", line) for line in hushd.command("export")[1].splitlines()]
    return start, renumbered([line for line in entries if f'"conversation":"{conversation}"' in line])


def renumbered(lines):
    """Without gaps where something else stood between them, such as the note that somebody reads."""
    numbers = {json.loads(line)["seq"]: str(number) for number, line in enumerate(lines, 2)}
    return [re.sub(r'("seq":|"command":")(\d+)', lambda found: found[1] + numbers[int(found[2])], line) for line in lines]


def build(binary, state, simulator, start, example):
    """Imports the journal; how many conversations it has."""
    begin = time.monotonic()
    with servers.Hushd(binary, state, simulator) as hushd:
        configuration = hushd.configuration
    for name in os.listdir(state):
        if name.startswith("journal.sqlite"):
            os.remove(f"{state}/{name}")
    count = (ENTRIES - 1) // len(example)
    templates = [Template(line, example[0]) for line in example]
    length = DAYS * 86_400_000
    began = int(time.time() * 1000) - length
    with subprocess.Popen([binary, "import", "--config", configuration, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdin.write(Template(start, start).line(1, began, 0))
        for number in range(count):
            moment = began + (number + 1) * length // (count + 1)
            process.stdin.write("".join(template.line(2 + number * len(example), moment, number) for template in templates))
        process.stdin.close()
        print(process.stdout.read().strip(), f"({time.monotonic() - begin:.0f} s)", flush=True)
    if process.returncode != 0:
        raise RuntimeError(f"the import failed with {process.returncode}")
    return count


class Template:
    """An entry to be written again with another number, at another time, of another conversation."""

    TOKEN = re.compile(
        r'(?P<number>"seq":|"command":")(?P<seq>\d+)|(?P<clock>"tick":|"since":)(?P<tick>\d+)|"(?P<time>\d{4}-\d\d-\d\dT[\d:.]+Z)"'
        r'|(?P<event>"eventId":")[^"]*|"(?P<id>[a-e])[0-9a-f]{7}-[0-9a-f-]{27}"')

    def __init__(self, line, first):
        """`first` is the entry that `line` keeps its distance to."""
        origin = json.loads(first)
        self.parts = []
        end = 0
        for found in self.TOKEN.finditer(line):
            self.parts.append((line[end:found.start()], self.part(found, origin)))
            end = found.end()
        self.rest = line[end:] + "\n"

    @staticmethod
    def part(found, origin):
        if found["number"]:
            distance = int(found["seq"]) - origin["seq"]
            return lambda seq, moment, number: f'{found["number"]}{seq + distance}'
        if found["clock"]:
            ticks = int(found["tick"]) - origin["detail"]["tick"]
            return lambda seq, moment, number: f'{found["clock"]}{moment + ticks}'
        if found["time"]:
            passed = milliseconds(found["time"]) - milliseconds(origin["recordedAt"])
            return lambda seq, moment, number: f'"{stamp(moment + passed)}"'
        if found["event"]:
            distance = json.loads(found.string)["seq"] - origin["seq"]
            return lambda seq, moment, number: f'{found["event"]}{number}-{distance}'
        return lambda seq, moment, number: f'"{new_id(found["id"], number)}"'

    def line(self, seq, moment, number):
        return "".join(literal + part(seq, moment, number) for literal, part in self.parts) + self.rest


def new_id(first, number):
    return f"{first}{number:07x}-0000-4000-8000-000000000000"


def milliseconds(text):
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1000)


def stamp(moment):
    seconds, rest = divmod(moment, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{rest:03d}Z"


def timed(hushd, command, aim=None):
    """The command's best of some rounds, since the machine is not ours alone, and the memory it took."""
    seconds, memory, lines = min(once(hushd, command) for _ in range(ROUNDS if aim else 1))
    verdict = f"< {aim} {table.verdict(seconds < aim)}" if aim else ""
    return [f"hushd {re.sub(r' --out .*', '', command)}", lines, f"{seconds:.3f}", f"{memory:.0f}", verdict]


def once(hushd, command):
    output = f"{os.path.dirname(hushd.configuration)}/output"
    with open(output, "wb") as sink:
        begin = time.monotonic()
        process = subprocess.Popen([hushd.binary, *command.split(), "--config", hushd.configuration], stdout=sink, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"hushd {command} ended with {process.returncode}")
    with open(output, "rb") as sink:
        return seconds, usage.ru_maxrss / 1024, sum(1 for _ in sink)
