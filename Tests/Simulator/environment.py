"""A Python environment of the tests' own, with one pinned package, in .build/python beside the other build products."""

import fcntl
import os
import pathlib
import subprocess
import sys
import venv

HOME = pathlib.Path(__file__).resolve().parents[2] / ".build" / "python"
SKIPPED = 77


def enter(requirement):
    """Goes on in an environment that has the package. Without a package index to install it from, says "skipped" and exits 77."""
    environment = HOME / requirement.replace("==", "-")
    python = environment / "bin" / "python"
    install(requirement, environment, python)
    if pathlib.Path(sys.prefix) != environment:
        os.execv(python, [python, *sys.argv])


def install(requirement, environment, python):
    """Makes the environment once, however many tests ask for it at the same time."""
    HOME.mkdir(parents=True, exist_ok=True)
    with open(HOME / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = environment / "installed"
        if stamp.exists():
            return
        venv.create(environment, clear=True, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]
        done = subprocess.run([*pip, requirement], capture_output=True, text=True)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
            print(f"skipped: {requirement} cannot be installed: {reason}")
            sys.exit(SKIPPED)
        stamp.touch()
