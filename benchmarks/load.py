"""The load, in a process of its own: `python -m benchmarks.load PORT FILE` posts every request of the file once.

Eight connections stay open, each driven by one thread; prints the latencies in ms and the seconds of the whole as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

CONNECTIONS = 8


def main(port: int, file: Path) -> None:
    requests = iter(json.loads(file.read_text()))
    lock, took = threading.Lock(), list[float]()

    def following() -> Iterator[list[str]]:
        while True:
            with lock:
                each = next(requests, None)
            if each is None:
                return
            yield each

    def drive() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        for path, body in following():
            began = time.perf_counter()
            connection.request("POST", path, body.encode(), {"Content-Type": "text/xml"})
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{path} was answered by {answer.status}")

    threads = [threading.Thread(target=drive) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"seconds": time.perf_counter() - began, "ms": took}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
