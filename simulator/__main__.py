"""`python -m simulator`: serve until interrupted."""

import asyncio
import json
import signal
from pathlib import Path

import click
from pydantic import ValidationError

from simulator import config, server


@click.command()
@click.option("--port", type=int, help="Port on 127.0.0.1; 0 takes a free one (default: the configuration's).")
@click.option("--config", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file.")
@click.option("--ready-file", type=click.Path(path_type=Path), help="Gets the address once it is served.")
def main(port: int | None, file: Path | None, ready_file: Path | None) -> None:
    """Serve WeCom and DingTalk with a wall of phones on this machine."""
    try:
        loaded = config.read(json.loads(file.read_text("utf-8")) if file else {})
    except (ValidationError, ValueError) as wrong:
        raise click.ClickException(f"{file}: {wrong}") from wrong
    loaded.port = loaded.port if port is None else port
    try:
        asyncio.run(_serve(loaded, ready_file))
    except OSError as taken:
        raise click.ClickException(f"port {loaded.port}: {taken}") from taken


async def _serve(loaded: config.Config, ready_file: Path | None) -> None:
    runner = await server.start(loaded)
    address = runner.app[server.WORLD].url
    click.echo(address)
    if ready_file:
        half = ready_file.with_name(ready_file.name + ".half")
        half.write_text(address, "utf-8")
        half.replace(ready_file)
    ended = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    try:
        await ended.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    main()
