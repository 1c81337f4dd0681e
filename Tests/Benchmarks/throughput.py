"""Durable events a second against the C baseline, and the memory that takes."""

import re
import statistics
import subprocess
import time

import servers
import table

CONNECTIONS = [1, 64, 128]
ROUNDS = 5
ROUND_SECONDS = 2
RATIO_AIM = 0.8
IDLE_AIM_MB = 40


def measure(binary, directory):
    table.heading("Durable events a second: user.start, ids and conversations of their own, one wrk thread on the same processors")
    with servers.Simulator(binary, directory) as simulator, \
            servers.Hushd(binary, f"{directory}/throughput", simulator) as hushd, \
            servers.Baseline(f"{directory}/baseline") as baseline:
        time.sleep(1)
        idle, _ = hushd.memory()
        print_rates(rounds([("hushd", hushd), ("C", baseline)]))
        under_load, most = hushd.memory()
        time.sleep(5)
        rested, _ = hushd.memory()
    table.heading("Resident memory")
    table.print_table(
        ["", "MB", "aim"],
        [["idle", f"{idle:.1f}", f"< {IDLE_AIM_MB} {table.verdict(idle < IDLE_AIM_MB)}"], ["after the load", f"{under_load:.1f}", ""],
         ["five seconds later", f"{rested:.1f}", ""], ["at most", f"{most:.1f}", ""]])


def rounds(programs):
    """For each number of connections the rounds, each with the load of every program; who begins changes."""
    results = {connections: [] for connections in CONNECTIONS}
    for number in range(ROUNDS):
        for connections in CONNECTIONS:
            programs = programs[1:] + programs[:1]
            results[connections].append({name: load(server, connections) for name, server in programs})
    return results


def load(server, connections):
    """Events a second, and the median and 99th percentile of their answers in ms."""
    run = ["wrk", "-t1", f"-c{connections}", f"-d{ROUND_SECONDS}s", "--latency", "-s", f"{servers.HERE}/post.lua"]
    output = subprocess.run([*run, f"http://127.0.0.1:{server.port}{servers.PATH}"], capture_output=True, text=True, check=True).stdout
    errors = re.search(r"(Non-2xx.*|Socket errors:.*)", output)
    if errors:
        raise RuntimeError(f"{connections} connections: {errors[0]}\n{server.text()[-2000:]}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), milliseconds(output, "50"), milliseconds(output, "99")


def milliseconds(output, share):
    figure, unit = re.search(rf"^\s+{share}%\s+([\d.]+)(us|ms|s)$", output, re.MULTILINE).groups()
    return float(figure) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def print_rates(results):
    rows = []
    for connections, taken in results.items():
        ratios = [figures["hushd"][0] / figures["C"][0] for figures in taken]
        ratio = statistics.median(ratios)
        rows.append([connections, *median(taken, "hushd"), *median(taken, "C"), f"{ratio:.2f}", f"{min(ratios):.2f}-{max(ratios):.2f}",
                     f">= {RATIO_AIM} {table.verdict(ratio >= RATIO_AIM)}"])
    table.print_table(["connections", "hushd", "p50 ms", "p99 ms", "C", "p50 ms", "p99 ms", "ratio", "range", "aim"], rows)
    print(f"Medians of {ROUNDS} rounds of {ROUND_SECONDS} s in turns; a ratio compares within its round.")
    print("C is Tests/Benchmarks/baseline.c: it keeps hushd's word to the sender (each id and each fact once, chained by hashes, on disk")
    print("before the answer) and does nothing else with an event. Its WAL is moved into the file at 1000 pages, as SQLite does by itself;")
    print("hushd's at 4000 (docs/decisions/0005).")


def median(taken, name):
    rate, half, most = (statistics.median(figures[name][index] for figures in taken) for index in range(3))
    return f"{rate:.0f}", f"{half:.2f}", f"{most:.1f}"
