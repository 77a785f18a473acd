"""A mail door in a process of its own, for tests: tells its port, and dies at a named point if it is asked to.

python -m tests.smtp.child [--kill-at POINT]
"""

import argparse
import os
import signal

import django


def main() -> None:
    """Set up Django, then take mail until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    parser = argparse.ArgumentParser()
    parser.add_argument("--kill-at", default="")
    options = parser.parse_args()
    django.setup()

    from overstap.durable import points
    from overstap.smtp import serving

    def die(reached: str) -> None:
        if reached == options.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    with points.listen(die):
        serving.serve("127.0.0.1", 0, lambda port: print(port, flush=True))


if __name__ == "__main__":
    main()
