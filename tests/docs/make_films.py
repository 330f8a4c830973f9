"""Makes the demo plants' films again: `python tests/docs/make_films.py`. Needs ffmpeg (of Debian).

Each film is a list of scenes; a scene is drawn for each moment of its seconds, and its words are its captions. The same
scenes give the poster, an MP4 and a WebM.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

PLANTS = Path(__file__).parents[2] / "config" / "plants"
SIZE, RATE, SECONDS = (640, 300), 12, 6
PAPER, INK, BLUE, RED, GREEN, FOG, YELLOW = "#F5F6F8", "#1F2933", "#0B5FB0", "#C62828", "#2E7D32", "#B9D3E8", "#F2C037"
FORMS = {
    "mp4": ["-c:v", "libx264", "-crf", "33", "-preset", "veryslow", "-pix_fmt", "yuv420p", "-movflags", "+faststart"],
    "webm": ["-c:v", "libvpx-vp9", "-crf", "60", "-b:v", "0", "-cpu-used", "2"],
}
Draw = ImageDraw.ImageDraw


class Scene(NamedTuple):
    words: str
    draw: Callable[[Draw, float], None]


def person(draw: Draw, x: float, y: float, colour: str = BLUE) -> None:
    draw.ellipse((x - 8, y - 44, x + 8, y - 28), fill=colour)
    draw.line((x, y - 28, x, y - 12), fill=colour, width=6)
    draw.line((x - 9, y, x, y - 12, x + 9, y), fill=colour, width=5)


def tank(draw: Draw) -> None:
    draw.rounded_rectangle((60, 150, 200, 260), 30, fill="#DDE3EA", outline=INK, width=3)
    draw.rectangle((192, 200, 218, 214), fill=INK)


def fog(draw: Draw, x: float, y: float, wide: float, high: float) -> None:
    draw.ellipse((x - wide, y - high, x + wide, y + high), fill=FOG)


def ground(draw: Draw) -> None:
    draw.line((0, 262, 640, 262), fill=INK, width=3)


def arrow(draw: Draw, x: float, y: float, dx: float, dy: float, colour: str = INK) -> None:
    angle = math.atan2(dy, dx)
    draw.line((x, y, x + dx, y + dy), fill=colour, width=5)
    tips = [(x + dx - 16 * math.cos(angle + turn), y + dy - 16 * math.sin(angle + turn)) for turn in (0.5, -0.5)]
    draw.polygon([(x + dx, y + dy), *tips], fill=colour)


def cross(draw: Draw, x: float, y: float, size: float) -> None:
    draw.line((x - size, y - size, x + size, y + size), fill=RED, width=9)
    draw.line((x - size, y + size, x + size, y - size), fill=RED, width=9)


def leak(draw: Draw, at: float) -> None:
    ground(draw)
    fog(draw, 215 - 70 * at, 238, 25 + 110 * at, 24)
    tank(draw)
    arrow(draw, 600, 60, -90, 0)
    if int(at * 12) % 2:
        draw.ellipse((284, 84, 312, 112), fill=RED)
    person(draw, 380 + 200 * at, 262)


def sock(draw: Draw, at: float) -> None:
    ground(draw)
    draw.line((300, 262, 300, 90), fill=INK, width=5)
    sway = 10 * math.sin(at * 20)
    draw.polygon([(300, 92), (300, 128), (430, 118 + sway), (430, 104 + sway)], fill=YELLOW, outline=INK)
    for place in range(3):
        arrow(draw, 60 + 60 * place + 40 * at, 150 + 30 * place, 60, 0)


def aside(draw: Draw, at: float) -> None:
    draw.ellipse((70, 140, 130, 200), fill="#DDE3EA", outline=INK, width=3)
    draw.polygon([(130, 170), (130 + 380 * min(1, 0.4 + at), 90), (130 + 380 * min(1, 0.4 + at), 250)], fill=FOG)
    arrow(draw, 20, 60, 90, 0)
    arrow(draw, 330, 150, 0, -90 * max(at, 0.3), GREEN)
    person(draw, 330, 190 - 110 * at)


def low(draw: Draw, at: float) -> None:
    draw.line((0, 200, 380, 200, 380, 262, 540, 262, 540, 200, 640, 200), fill=INK, width=3)
    draw.polygon([(60, 200), (60, 180), (380 * min(1, 0.3 + at), 182), (380 * min(1, 0.3 + at), 200)], fill=FOG)
    if at > 0.5:
        draw.rectangle((382, 258 - 110 * (at - 0.5), 538, 260), fill=FOG)
    person(draw, 460, 260)
    if at > 0.6:
        cross(draw, 460, 230, 40)


def called(draw: Draw, at: float) -> None:
    ground(draw)
    draw.rectangle((90, 90, 210, 130), fill=GREEN)
    draw.line((150, 130, 150, 262), fill=GREEN, width=6)
    for place in range(6):
        here = at * 7 > place
        if place < 5:
            person(draw, 260 + 60 * place, 262, GREEN if here else BLUE)
        elif here:
            draw.ellipse((552, 218, 568, 234), outline=RED, width=4)
            draw.line((560, 234, 560, 250), fill=RED, width=4)


def back(draw: Draw, at: float) -> None:
    ground(draw)
    tank(draw)
    fog(draw, 290, 238, 110, 24)
    person(draw, 520, 262)
    arrow(draw, 490, 240, -90, 0)
    if at > 0.4:
        cross(draw, 440, 240, 30)


def source(draw: Draw, x: float, y: float, at: float) -> None:
    for ring in range(4):
        size = 20 + ((at * 3 + ring / 4) % 1) * 160
        draw.ellipse((x - size, y - size, x + size, y + size), outline=YELLOW, width=3)
    draw.ellipse((x - 10, y - 10, x + 10, y + 10), fill=RED)


def away(draw: Draw, at: float) -> None:
    source(draw, 120, 170, at)
    person(draw, 220 + 240 * at, 200)
    size = 4 + 56 * (100 / (100 + 240 * at)) ** 2
    draw.rectangle((570, 260 - size * 2.5, 600, 260), fill=RED)


def lines(draw: Draw, at: float) -> None:
    source(draw, 320, 160, at)
    for size, colour in ((70, RED), (130, YELLOW)):
        draw.ellipse((320 - size, 160 - size, 320 + size, 160 + size), outline=colour, width=6)
    person(draw, 560 - 80 * min(at, 0.9), 190)


def gates(draw: Draw, at: float) -> None:
    draw.rectangle((200, 70, 440, 250), outline=INK, width=4)
    for place, (x, y) in enumerate(((200, 160), (320, 70), (440, 160), (320, 250))):
        ready = at * 5 > place + 1
        draw.ellipse((x - 22, y - 22, x + 22, y + 22), fill=GREEN if ready else YELLOW, outline=INK, width=3)
        if ready:
            draw.line((x - 10, y, x - 2, y + 9, x + 12, y - 9), fill="white", width=5)
    draw.ellipse((310, 150, 330, 170), fill=RED if at > 0.85 else "#888888")


def meter(draw: Draw, value: float) -> None:
    draw.rounded_rectangle((440, 90, 560, 250), 12, fill="white", outline=INK, width=4)
    draw.rectangle((480, 235 - 130 * value, 520, 235), fill=RED if value > 0.3 else GREEN)


def falls(draw: Draw, at: float) -> None:
    ground(draw)
    draw.rectangle((80, 220, 150, 260), fill=YELLOW, outline=INK, width=3)
    person(draw, 330 - 120 * at, 262)
    meter(draw, max(0.06, 1 - 1.3 * at))


def stays(draw: Draw, at: float) -> None:
    ground(draw)
    draw.rectangle((80, 220, 150, 260), fill=YELLOW, outline=INK, width=3)
    edge = 220 + 120 * at
    draw.line((edge, 120, edge, 262), fill=RED, width=6)
    person(draw, 200 + 190 * at, 262)
    meter(draw, 0.9 + 0.05 * math.sin(at * 30))


def found(draw: Draw, at: float) -> None:
    ground(draw)
    draw.rounded_rectangle((180, 248, 206, 260), 5, fill="#9AA5B1", outline=INK)
    draw.line((186, 244, 190, 232), fill=YELLOW, width=4)
    if at > 0.25:
        cross(draw, 193, 220, 24)
    person(draw, 260 + 240 * at, 262)
    if at > 0.5:
        arrow(draw, 330, 150, 110, 0, GREEN)


FILMS = {
    ("anhe", "ammonia"): (
        Scene("闻到氨味，或者报警器响：先走，不去看。", leak),
        Scene("看风向标：风往哪边吹，氨就往哪边走。", sock),
        Scene("往上风或侧风走，不穿过氨雾。", aside),
        Scene("不躲低处：冷的氨雾贴着地走。", low),
        Scene("到集合点，点名。少一个，马上报给指挥。", called),
        Scene("没有空气呼吸器，不回去关阀，不回去救人。", back),
    ),
    ("lizhou", "rays"): (
        Scene("射线看不见。离远一倍，照到的只有四分之一。", away),
        Scene("划两道线：里面谁也不进，外面无关的人不进。", lines),
        Scene("每个口有人守，都报“无人”，才能出源。", gates),
        Scene("收源以后，拿剂量率仪走近看，降到本底。", falls),
        Scene("读数不降：退到线外，拉大警戒，报告。", stays),
        Scene("地上亮闪闪的小钢节，不捡。离远，报告。", found),
    ),
}


def frame(scene: Scene, at: float) -> Image.Image:
    """One picture of a scene. at: how far it is, from 0 to 1."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    scene.draw(draw, at)
    return image


def frames(scenes: tuple[Scene, ...]) -> Iterator[Image.Image]:
    for scene in scenes:
        yield from (frame(scene, number / (RATE * SECONDS)) for number in range(RATE * SECONDS))


def captions(scenes: tuple[Scene, ...]) -> str:
    times = [f"00:00:{number * SECONDS:02d}.000" for number in range(len(scenes) + 1)]
    cues = (f"{start} --> {end}\n{scene.words}\n" for scene, start, end in zip(scenes, times, times[1:], strict=False))
    return "\n".join(("WEBVTT\n", *cues))


def main() -> None:
    for (plant, name), scenes in FILMS.items():
        folder = PLANTS / plant / "media"
        pictures = b"".join(image.tobytes() for image in frames(scenes))
        raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(RATE), "-i", "-"]
        for form, how in FORMS.items():
            made = folder / f"{name}.{form}"
            subprocess.run(["ffmpeg", "-v", "error", "-y", *raw, *how, "-an", str(made)], input=pictures, check=True)
        frame(scenes[2], 0.6).save(folder / f"{name}.jpg", quality=80)
        (folder / f"{name}.vtt").write_text(captions(scenes), encoding="utf-8")


if __name__ == "__main__":
    main()
