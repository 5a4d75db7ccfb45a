"""Draws the sample newsroom's pictures beside this file: `python examples/newsroom/draw_images.py`.

The same run gives the same bytes for one version of Pillow. Every picture is ours; none shows a real place.
"""

import math
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIZE_PX = (1104, 621)
SCALE = 2  # drawn twice as large and reduced, which smooths the edges
W, H = SIZE_PX[0] * SCALE, SIZE_PX[1] * SCALE
JPEG_QUALITY = 78
FILE_BYTES_MAX = 60_000  # a mail's pictures must stay light

Colour = tuple[int, int, int]
Canvas = tuple[Image.Image, ImageDraw.ImageDraw]
Scene = Callable[[], Image.Image]


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """The colour `share` (0 to 1) of the way from one to the other."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return (r, g, b)


def canvas(top: Colour, bottom: Colour) -> Canvas:
    """A ground that changes evenly from top to bottom."""
    image = Image.new("RGB", (W, H), top)
    pen = ImageDraw.Draw(image)
    for y in range(H):
        pen.line([(0, y), (W, y)], fill=mixed(top, bottom, y / H))
    return image, pen


def disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: Colour) -> None:
    pen.ellipse([(W * x - radius, H * y - radius), (W * x + radius, H * y + radius)], fill=fill)


def box(  # noqa: PLR0917 -- coordinates read as a row
    pen: ImageDraw.ImageDraw, left: float, top: float, right: float, bottom: float, fill: Colour
) -> None:
    """A rectangle in shares of the picture's width and height."""
    pen.rectangle([(W * left, H * top), (W * right, H * bottom)], fill=fill)


def shape(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], fill: Colour) -> None:
    pen.polygon([(W * x, H * y) for x, y in points], fill=fill)


def ridge(pen: ImageDraw.ImageDraw, level: float, height: float, seed: int, fill: Colour) -> None:
    """A range of hills: three waves of random phase over each other, filled down to the bottom."""
    dice = random.Random(seed)
    waves = [(dice.uniform(1, 3) * n, dice.uniform(0, math.tau), 1 / n) for n in (1, 2, 4)]
    outline = [
        (
            x / 200,
            level - height * sum(share * math.sin(x / 200 * speed * math.tau + start) for speed, start, share in waves),
        )
        for x in range(201)
    ]
    shape(pen, [(0, 1), *outline, (1, 1)], fill)


def water(pen: ImageDraw.ImageDraw, level: float, colour: Colour, glint: Colour, seed: int) -> None:
    """A calm surface with short lights on it that grow towards the viewer."""
    box(pen, 0, level, 1, 1, colour)
    dice = random.Random(seed)
    for _ in range(70):
        depth = dice.random() ** 1.6
        y, length = level + depth * (1 - level), 0.01 + 0.08 * depth
        x = dice.random()
        box(pen, x, y, x + length, y + 0.002 + 0.004 * depth, mixed(colour, glint, 0.25 + 0.4 * dice.random()))


def softened(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius * SCALE))


def lighthouse(pen: ImageDraw.ImageDraw, x: float, foot: float, *, tall: float, body: Colour, band: Colour) -> None:
    """A striped tower; `foot` and `tall` are shares of the picture's height."""
    shape(pen, [(x - 0.028, foot), (x + 0.028, foot), (x + 0.018, foot - tall), (x - 0.018, foot - tall)], body)
    for low, high in ((0.2, 0.4), (0.6, 0.8)):
        wide, narrow = 0.028 - 0.01 * low, 0.028 - 0.01 * high
        shape(
            pen,
            [
                (x - wide, foot - tall * low),
                (x + wide, foot - tall * low),
                (x + narrow, foot - tall * high),
                (x - narrow, foot - tall * high),
            ],
            band,
        )
    box(pen, x - 0.013, foot - tall - 0.06, x + 0.013, foot - tall, (250, 226, 150))
    shape(pen, [(x - 0.02, foot - tall - 0.06), (x + 0.02, foot - tall - 0.06), (x, foot - tall - 0.11)], band)


def ship(pen: ImageDraw.ImageDraw, x: float, level: float, *, size: float, hull: Colour, decks: Colour) -> None:
    """A ferry whose bow stands at `x`; `size` 1 is half the picture long."""
    shape(
        pen,
        [
            (x, level - 0.10 * size),
            (x + 0.5 * size, level - 0.10 * size),
            (x + 0.44 * size, level + 0.03),
            (x + 0.04 * size, level + 0.03),
        ],
        hull,
    )
    for deck in range(3):
        low = level - (0.10 + 0.075 * deck) * size
        box(pen, x + (0.05 + 0.03 * deck) * size, low - 0.07 * size, x + (0.40 - 0.02 * deck) * size, low, decks)
        box(
            pen,
            x + (0.07 + 0.03 * deck) * size,
            low - 0.045 * size,
            x + (0.38 - 0.02 * deck) * size,
            low - 0.025 * size,
            hull,
        )
    box(pen, x + 0.18 * size, level - 0.42 * size, x + 0.24 * size, level - 0.32 * size, (196, 92, 70))


def breakwater() -> Image.Image:
    image, pen = canvas((170, 180, 186), (206, 211, 212))
    ship(pen, 0.10, 0.60, size=0.95, hull=(92, 106, 118), decks=(214, 219, 221))
    image = softened(image, 5)
    pen = ImageDraw.Draw(image)
    water(pen, 0.66, (138, 152, 160), (222, 228, 230), 3)
    dice = random.Random(8)
    for step in range(60):
        x, y = 0.52 + step * 0.009, 0.63 + dice.uniform(-0.02, 0.06)
        stone = mixed((84, 90, 94), (128, 132, 132), dice.random())
        shape(
            pen,
            [(x - 0.03, y + 0.09), (x - 0.02, y), (x + 0.02, y - 0.02), (x + 0.035, y + 0.07), (x, y + 0.12)],
            stone,
        )
    return image


def fog() -> Image.Image:
    image, pen = canvas((188, 199, 207), (226, 230, 231))
    ridge(pen, 0.70, 0.03, 4, (170, 183, 192))
    lighthouse(pen, 0.68, 0.72, tall=0.42, body=(226, 226, 222), band=(176, 116, 108))
    image = softened(image, 7)
    water(ImageDraw.Draw(image), 0.74, (176, 190, 199), (236, 240, 241), 5)
    return softened(image, 1)


def harbour() -> Image.Image:
    image, pen = canvas((142, 158, 172), (222, 214, 200))
    ridge(pen, 0.60, 0.02, 12, (120, 134, 146))
    for x in (0.10, 0.24, 0.38):
        box(pen, x, 0.22, x + 0.012, 0.66, (74, 86, 98))
        box(pen, x + 0.06, 0.22, x + 0.072, 0.66, (74, 86, 98))
        shape(pen, [(x - 0.08, 0.26), (x + 0.15, 0.26), (x + 0.15, 0.285), (x - 0.08, 0.285)], (74, 86, 98))
        shape(pen, [(x + 0.03, 0.12), (x + 0.042, 0.12), (x + 0.15, 0.27), (x + 0.13, 0.27)], (74, 86, 98))
    dice = random.Random(2)
    tints = [(170, 96, 76), (96, 128, 140), (196, 164, 98), (120, 136, 112)]
    for column in range(14):
        for row in range(dice.randint(1, 3)):
            left = 0.02 + column * 0.034
            box(pen, left, 0.655 - row * 0.035, left + 0.032, 0.687 - row * 0.035, tints[dice.randrange(4)])
    ship(pen, 0.56, 0.66, size=0.8, hull=(52, 74, 96), decks=(234, 232, 226))
    water(pen, 0.69, (98, 118, 134), (222, 216, 206), 6)
    return image


def mole() -> Image.Image:
    image, pen = canvas((196, 190, 184), (232, 214, 190))
    disc(pen, 0.3, 0.42, 90, (246, 232, 206))
    water(pen, 0.60, (142, 152, 156), (246, 232, 206), 9)
    shape(pen, [(1, 0.60), (0.62, 0.58), (0.56, 0.64), (0.56, 0.70), (1, 0.86)], (104, 102, 100))
    shape(pen, [(1, 0.60), (0.62, 0.58), (0.56, 0.63), (1, 0.70)], (142, 138, 132))
    lighthouse(pen, 0.63, 0.60, tall=0.24, body=(210, 206, 198), band=(84, 120, 108))
    for x in (0.74, 0.79, 0.83, 0.90):
        disc(pen, x, 0.55, 12, (60, 62, 66))
        box(pen, x - 0.006, 0.56, x + 0.006, 0.64, (60, 62, 66))
        shape(pen, [(x, 0.59), (x + 0.001, 0.586), (x - 0.06, 0.46), (x - 0.061, 0.462)], (60, 62, 66))
    return image


def beacon() -> Image.Image:
    image, pen = canvas((120, 140, 158), (208, 208, 200))
    shape(pen, [(0.31, 0.20), (0.31, 0.24), (1, 0.36), (1, 0.04)], (196, 200, 190))
    image = softened(image, 8)
    pen = ImageDraw.Draw(image)
    ridge(pen, 0.76, 0.03, 22, (70, 84, 90))
    lighthouse(pen, 0.30, 0.76, tall=0.50, body=(222, 218, 208), band=(158, 62, 56))
    return image


def chart() -> Image.Image:
    image, pen = canvas((22, 42, 62), (30, 58, 82))
    for row in range(1, 8):
        box(pen, 0.06, row / 8, 0.94, row / 8 + 0.002, (52, 82, 106))
    dice = random.Random(17)
    level, points = 0.28, []
    for bar in range(24):
        x = 0.07 + bar * 0.0365
        level = min(0.78, level + dice.uniform(-0.035, 0.072))
        box(pen, x, 0.90 - dice.uniform(0.06, 0.26), x + 0.024, 0.90, (64, 104, 130))
        points.append((W * (x + 0.012), H * level))
    pen.line(points, fill=(240, 176, 92), width=14, joint="curve")
    pen.ellipse(
        [(points[-1][0] - 22, points[-1][1] - 22), (points[-1][0] + 22, points[-1][1] + 22)], fill=(250, 214, 150)
    )
    return image


def coins() -> Image.Image:
    image, pen = canvas((38, 84, 124), (62, 118, 156))
    box(pen, 0, 0.80, 1, 1, (30, 62, 90))
    for column, high in enumerate((4, 7, 10, 14, 11, 8)):
        for coin in range(high):
            x, y = 0.16 + column * 0.135, 0.82 - coin * 0.042
            pen.ellipse([(W * (x - 0.05), H * (y - 0.028)), (W * (x + 0.05), H * (y + 0.045))], fill=(168, 138, 78))
            pen.ellipse([(W * (x - 0.05), H * (y - 0.040)), (W * (x + 0.05), H * (y + 0.028))], fill=(222, 192, 124))
    return image


def lake() -> Image.Image:
    image, pen = canvas((112, 62, 92), (248, 176, 104))
    disc(pen, 0.62, 0.50, 110, (255, 226, 160))
    ridge(pen, 0.56, 0.025, 31, (104, 62, 80))
    water(pen, 0.58, (150, 88, 88), (255, 214, 150), 32)
    shape(pen, [(0.22, 0.72), (0.40, 0.72), (0.37, 0.755), (0.25, 0.755)], (62, 38, 48))
    box(pen, 0.305, 0.60, 0.309, 0.72, (62, 38, 48))
    return image


def mountains() -> Image.Image:
    image, pen = canvas((236, 206, 186), (246, 232, 214))
    disc(pen, 0.74, 0.30, 80, (255, 246, 222))
    for step in range(6):
        ridge(pen, 0.40 + step * 0.10, 0.11 - step * 0.009, 40 + step, mixed((168, 182, 200), (36, 56, 78), step / 5))
    return image


def branch(
    pen: ImageDraw.ImageDraw,
    start: tuple[float, float],
    angle: float,
    length: float,
    *,
    dice: random.Random,
    tint: Colour,
) -> None:
    """A coral arm that forks until it is short."""
    end_x, end_y = start[0] + math.cos(angle) * length, start[1] - math.sin(angle) * length
    pen.line([start, (end_x, end_y)], fill=tint, width=max(4, round(length / 5)))
    pen.ellipse([(end_x - length / 9, end_y - length / 9), (end_x + length / 9, end_y + length / 9)], fill=tint)
    if length < 34:
        return
    for turn in (-1, 1):
        branch(
            pen,
            (end_x, end_y),
            angle + turn * dice.uniform(0.25, 0.6),
            length * dice.uniform(0.66, 0.8),
            dice=dice,
            tint=tint,
        )


def coral() -> Image.Image:
    image, pen = canvas((8, 30, 58), (6, 14, 32))
    dice = random.Random(51)
    for depth in range(3):
        for _ in range(5):
            tint = mixed((36, 62, 92), (238, 226, 214), depth / 2)
            branch(
                pen,
                (dice.uniform(0.05, 0.95) * W, H * 1.01),
                math.pi / 2 + dice.uniform(-0.3, 0.3),
                110 + 30 * depth,
                dice=dice,
                tint=tint,
            )
        if depth < 2:
            image = softened(image, 3 - depth)
            pen = ImageDraw.Draw(image)
    return image


def cabinets() -> Image.Image:
    image, pen = canvas((14, 20, 30), (24, 34, 48))
    dice = random.Random(61)
    for column in range(8):
        left = 0.03 + column * 0.12
        box(pen, left, 0.10, left + 0.10, 0.92, (34, 46, 62))
        for row in range(16):
            y = 0.13 + row * 0.048
            box(pen, left + 0.008, y, left + 0.092, y + 0.034, (24, 34, 48))
            for lamp in range(4):
                lit = dice.random()
                tint = (232, 108, 84) if lit < 0.12 else (96, 204, 188) if lit < 0.6 else (44, 62, 80)
                box(pen, left + 0.014 + lamp * 0.011, y + 0.012, left + 0.020 + lamp * 0.011, y + 0.022, tint)
    return image


def columns() -> Image.Image:
    image, pen = canvas((178, 200, 218), (224, 226, 218))
    shape(pen, [(0.14, 0.34), (0.86, 0.34), (0.50, 0.12)], (206, 196, 178))
    shape(pen, [(0.22, 0.32), (0.78, 0.32), (0.50, 0.16)], (186, 174, 154))
    box(pen, 0.14, 0.34, 0.86, 0.39, (218, 210, 194))
    box(pen, 0.18, 0.39, 0.82, 0.80, (150, 138, 122))
    for pillar in range(7):
        left = 0.18 + pillar * 0.098
        box(pen, left, 0.39, left + 0.05, 0.80, (226, 218, 204))
        box(pen, left + 0.034, 0.39, left + 0.05, 0.80, (198, 188, 172))
    for step in range(5):
        box(
            pen,
            0.12 - step * 0.03,
            0.80 + step * 0.04,
            0.88 + step * 0.03,
            0.84 + step * 0.04,
            mixed((214, 206, 190), (160, 152, 140), step / 4),
        )
    return image


def bridge() -> Image.Image:
    image, pen = canvas((96, 128, 158), (240, 206, 172))
    ridge(pen, 0.62, 0.05, 71, (112, 124, 140))
    water(pen, 0.70, (92, 112, 134), (244, 214, 182), 72)
    steel = (56, 64, 78)
    for tower in (0.26, 0.74):
        box(pen, tower - 0.012, 0.16, tower + 0.012, 0.84, steel)
    sag = [(x / 100, 0.18 + 0.36 * (1 - ((x / 100 - 0.5) / 0.24) ** 2)) for x in range(26, 75)]
    pen.line([(W * x, H * y) for x, y in sag], fill=steel, width=12)
    for x, y in sag[::3]:
        box(pen, x, y, x + 0.0015, 0.60, steel)
    pen.line([(0, H * 0.52), (W * 0.26, H * 0.18)], fill=steel, width=12)
    pen.line([(W, H * 0.52), (W * 0.74, H * 0.18)], fill=steel, width=12)
    box(pen, 0, 0.58, 1, 0.62, steel)
    return image


def cinema() -> Image.Image:
    image, pen = canvas((30, 14, 20), (18, 8, 12))
    shape(pen, [(0.16, 0.08), (0.84, 0.08), (0.84, 0.56), (0.16, 0.56)], (244, 232, 206))
    image = softened(image, 9)
    pen = ImageDraw.Draw(image)
    box(pen, 0.18, 0.10, 0.82, 0.54, (250, 242, 222))
    for row in range(4):
        wide = 0.075 + row * 0.018
        for seat in range(-9, 10):
            x = 0.5 + (seat + 0.5 * (row % 2)) * wide
            top = 0.60 + row * 0.095
            pen.rounded_rectangle(
                [(W * (x - wide * 0.44), H * top), (W * (x + wide * 0.44), H * (top + 0.3))],
                34,
                mixed((92, 24, 34), (150, 40, 48), row / 3),
            )
    return image


def stadium() -> Image.Image:
    image, pen = canvas((12, 22, 44), (34, 52, 84))
    for x in (0.12, 0.36, 0.64, 0.88):
        shape(pen, [(x - 0.03, 0.12), (x + 0.03, 0.12), (x + 0.26, 0.9), (x - 0.26, 0.9)], (48, 70, 106))
    image = softened(image, 14)
    pen = ImageDraw.Draw(image)
    for x in (0.12, 0.36, 0.64, 0.88):
        box(pen, x - 0.035, 0.09, x + 0.035, 0.14, (250, 246, 226))
        box(pen, x - 0.003, 0.14, x + 0.003, 0.44, (90, 104, 128))
    shape(pen, [(0, 0.46), (1, 0.46), (1, 0.62), (0, 0.62)], (26, 34, 54))
    dice = random.Random(81)
    for _ in range(260):
        disc(pen, dice.random(), dice.uniform(0.475, 0.60), 6, mixed((70, 84, 116), (214, 190, 160), dice.random()))
    for stripe in range(8):
        fill = (52, 122, 68) if stripe % 2 else (60, 136, 76)
        shape(pen, [(stripe / 8, 0.62), ((stripe + 1) / 8, 0.62), (stripe / 4 - 0.25, 1), (stripe / 4 - 0.5, 1)], fill)
    pen.ellipse([(W * 0.36, H * 0.70), (W * 0.64, H * 0.88)], outline=(228, 238, 226), width=8)
    box(pen, 0, 0.785, 1, 0.79, (228, 238, 226))
    return image


def lanterns() -> Image.Image:
    image, pen = canvas((28, 26, 52), (74, 46, 62))
    for n in range(7):
        disc(pen, 0.08 + n * 0.14, 0.46 + 0.05 * math.sin(n), 200, (122, 66, 58))
    image = softened(image, 26)
    pen = ImageDraw.Draw(image)
    pen.arc([(-W * 0.1, -H * 0.5), (W * 1.1, H * 0.34)], 10, 170, fill=(24, 20, 34), width=8)
    for n in range(7):
        x, y = 0.08 + n * 0.14, 0.46 + 0.05 * math.sin(n)
        tint = (240, 146, 84) if n % 2 else (244, 202, 132)
        pen.ellipse([(W * (x - 0.048), H * (y - 0.13)), (W * (x + 0.048), H * (y + 0.13))], fill=tint)
        for rib in range(-3, 4):
            half = 0.048 * math.sqrt(1 - (rib / 4) ** 2)
            box(pen, x - half, y + rib * 0.032, x + half, y + rib * 0.032 + 0.003, mixed(tint, (120, 60, 40), 0.4))
        box(pen, x - 0.018, y - 0.15, x + 0.018, y - 0.12, (40, 28, 32))
        box(pen, x - 0.018, y + 0.12, x + 0.018, y + 0.15, (40, 28, 32))
    return image


def battery() -> Image.Image:
    image = Image.new("RGB", (W, H), (238, 236, 228))
    pen = ImageDraw.Draw(image)
    for cell in range(5):
        left = 0.12 + cell * 0.16
        box(pen, left + 0.035, 0.16, left + 0.085, 0.22, (70, 84, 92))
        box(pen, left, 0.22, left + 0.12, 0.86, (70, 84, 92))
        box(pen, left + 0.010, 0.24, left + 0.110, 0.84, (216, 220, 216))
        box(
            pen,
            left + 0.010,
            0.84 - 0.12 * (cell + 1),
            left + 0.110,
            0.84,
            mixed((224, 168, 88), (72, 146, 122), cell / 4),
        )
    return image


def strait() -> Image.Image:
    image, pen = canvas((206, 222, 228), (240, 226, 198))
    water(pen, 0.46, (88, 144, 164), (226, 238, 236), 91)
    shape(pen, [(0, 0.34), (0.18, 0.38), (0.30, 0.47), (0.22, 0.62), (0, 0.74)], (186, 158, 118))
    shape(pen, [(1, 0.30), (0.84, 0.37), (0.72, 0.46), (0.80, 0.70), (1, 0.92)], (168, 140, 104))
    for n, (x, y) in enumerate(((0.44, 0.50), (0.52, 0.58), (0.41, 0.70), (0.56, 0.84))):
        ship(pen, x, y, size=0.14 + n * 0.06, hull=(60, 70, 84), decks=(220, 216, 206))
    return image


def asteroid() -> Image.Image:
    image, pen = canvas((6, 8, 16), (14, 16, 28))
    dice = random.Random(101)
    for _ in range(160):
        disc(pen, dice.random(), dice.random(), dice.choice((2, 3, 5)), (206, 210, 220))
    rim = [dice.uniform(0.90, 1.08) for _ in range(36)]
    outline = [
        (0.64 + 0.20 * rim[n] * math.cos(n / 36 * math.tau), 0.52 + 0.33 * rim[n] * math.sin(n / 36 * math.tau))
        for n in range(36)
    ]
    shape(pen, outline, (128, 118, 108))
    for _ in range(22):
        turn, far = dice.uniform(0, math.tau), dice.uniform(0, 0.8)
        x, y, radius = 0.64 + 0.18 * far * math.cos(turn), 0.52 + 0.30 * far * math.sin(turn), dice.uniform(14, 60)
        disc(pen, x + 0.004, y + 0.006, radius, (158, 148, 136))
        disc(pen, x, y, radius, (104, 96, 88))
    box(pen, 0.20, 0.30, 0.235, 0.37, (214, 190, 120))
    for left in (0.10, 0.245):
        box(pen, left, 0.315, left + 0.09, 0.355, (64, 96, 150))
    return image


def frame() -> Image.Image:
    image, pen = canvas((122, 54, 50), (104, 44, 44))
    box(pen, 0.28, 0.12, 0.72, 0.88, (72, 28, 30))
    box(pen, 0.27, 0.10, 0.71, 0.86, (196, 158, 92))
    box(pen, 0.295, 0.15, 0.685, 0.81, (150, 114, 62))
    box(pen, 0.305, 0.17, 0.675, 0.79, (178, 196, 192))
    box(pen, 0.305, 0.56, 0.675, 0.79, (128, 148, 138))
    disc(pen, 0.47, 0.36, 56, (204, 168, 142))
    shape(pen, [(0.42, 0.74), (0.44, 0.44), (0.50, 0.44), (0.54, 0.74)], (70, 86, 118))
    shape(pen, [(0.50, 0.66), (0.64, 0.66), (0.62, 0.77), (0.52, 0.77)], (154, 128, 96))
    return image


def steel() -> Image.Image:
    image, pen = canvas((36, 24, 26), (72, 38, 30))
    shape(pen, [(0.30, 0.20), (0.40, 0.20), (0.60, 0.80), (0.42, 0.80)], (255, 176, 70))
    image = softened(image, 16)
    pen = ImageDraw.Draw(image)
    shape(pen, [(0.06, 0.06), (0.36, 0.06), (0.40, 0.22), (0.30, 0.30), (0.08, 0.26)], (26, 20, 24))
    shape(pen, [(0.345, 0.22), (0.385, 0.20), (0.545, 0.72), (0.475, 0.72)], (255, 222, 140))
    shape(pen, [(0.38, 0.70), (0.66, 0.70), (0.62, 0.94), (0.42, 0.94)], (30, 24, 28))
    dice = random.Random(111)
    for _ in range(130):
        disc(pen, dice.gauss(0.52, 0.13), dice.gauss(0.58, 0.12), dice.choice((3, 4, 7)), (255, 206, 120))
    return image


def storm() -> Image.Image:
    image, pen = canvas((44, 54, 66), (112, 124, 130))
    dice = random.Random(121)
    for cloud in range(16):
        disc(
            pen,
            dice.random(),
            dice.uniform(0, 0.25),
            dice.uniform(120, 260),
            mixed((34, 42, 54), (76, 86, 96), cloud / 16),
        )
    image = softened(image, 14)
    pen = ImageDraw.Draw(image)
    for layer in range(5):
        ridge(pen, 0.62 + layer * 0.08, 0.045, 122 + layer * 3, mixed((92, 112, 120), (34, 52, 62), layer / 4))
    for _ in range(150):
        x, y = dice.random() * W, dice.random() * H
        pen.line([(x, y), (x - 40, y + 110)], fill=(148, 160, 166), width=2)
    return image


def ice() -> Image.Image:
    image, pen = canvas((214, 232, 242), (150, 190, 214))
    dice = random.Random(131)
    box(pen, 0.06, 0.36, 0.94, 0.64, (232, 244, 250))
    x = 0.06
    while x < 0.93:
        wide = dice.uniform(0.003, 0.028)
        box(pen, x, 0.36, min(0.94, x + wide), 0.64, mixed((244, 250, 252), (104, 160, 194), dice.random() ** 2))
        x += wide
    box(pen, 0.06, 0.36, 0.94, 0.40, (246, 251, 253))
    box(pen, 0.06, 0.61, 0.94, 0.64, (96, 140, 168))
    return image


def ballots() -> Image.Image:
    image, pen = canvas((226, 220, 208), (206, 198, 184))
    box(pen, 0.30, 0.42, 0.70, 0.92, (74, 98, 122))
    shape(pen, [(0.30, 0.42), (0.36, 0.34), (0.76, 0.34), (0.70, 0.42)], (98, 124, 148))
    shape(pen, [(0.70, 0.42), (0.76, 0.34), (0.76, 0.84), (0.70, 0.92)], (56, 76, 98))
    shape(pen, [(0.44, 0.37), (0.62, 0.37), (0.615, 0.385), (0.435, 0.385)], (30, 42, 56))
    shape(pen, [(0.46, 0.08), (0.62, 0.12), (0.60, 0.378), (0.46, 0.378)], (250, 248, 242))
    for row in range(3):
        box(pen, 0.49, 0.17 + row * 0.06, 0.51, 0.20 + row * 0.06, (150, 150, 150) if row != 1 else (40, 60, 90))
        box(pen, 0.525, 0.18 + row * 0.06, 0.58, 0.19 + row * 0.06, (170, 168, 162))
    return image


def riders() -> Image.Image:
    image, pen = canvas((146, 196, 222), (236, 232, 206))
    for step in range(3):
        ridge(pen, 0.50 + step * 0.10, 0.07, 141 + step, mixed((132, 160, 138), (86, 124, 80), step / 2))
    shape(pen, [(0, 0.86), (1, 0.70), (1, 0.90), (0, 1)], (92, 92, 96))
    tints = [(222, 70, 60), (240, 196, 60), (48, 98, 168), (240, 240, 236), (46, 128, 98)]
    for n in range(9):
        x, y = 0.14 + n * 0.085, 0.89 - n * 0.0145
        for wheel in (-0.021, 0.021):
            pen.ellipse(
                [(W * (x + wheel) - 34, H * y - 34), (W * (x + wheel) + 34, H * y + 34)], outline=(30, 32, 36), width=6
            )
        shape(
            pen,
            [(x - 0.018, y - 0.06), (x + 0.018, y - 0.085), (x + 0.022, y - 0.055), (x - 0.006, y - 0.02)],
            tints[n % 5],
        )
        disc(pen, x + 0.024, y - 0.10, 15, (52, 46, 44))
    return image


def aircraft() -> Image.Image:
    image, pen = canvas((150, 182, 206), (240, 222, 204))
    box(pen, 0, 0.74, 1, 1, (120, 126, 128))
    box(pen, 0, 0.86, 1, 0.87, (220, 214, 190))
    for n in range(4):
        x, y, size = 0.06 + n * 0.23, 0.70 + n * 0.012, 0.9 + n * 0.06
        shape(
            pen,
            [(x, y), (x + 0.15 * size, y), (x + 0.18 * size, y - 0.04), (x + 0.15 * size, y - 0.085), (x, y - 0.07)],
            (240, 240, 238),
        )
        shape(pen, [(x, y - 0.07), (x - 0.02, y - 0.24), (x + 0.016, y - 0.24), (x + 0.05, y - 0.07)], (30, 96, 112))
        shape(
            pen,
            [(x + 0.06, y - 0.03), (x + 0.11, y - 0.03), (x + 0.04, y + 0.06), (x + 0.02, y + 0.06)],
            (196, 200, 202),
        )
        box(pen, x + 0.03, y, x + 0.034, y + 0.045, (60, 62, 66))
        box(pen, x + 0.14, y, x + 0.144, y + 0.045, (60, 62, 66))
    return image


def island() -> Image.Image:
    image, pen = canvas((120, 182, 214), (232, 236, 220))
    shape(pen, [(0.16, 0.64), (0.36, 0.42), (0.46, 0.22), (0.52, 0.22), (0.64, 0.44), (0.90, 0.64)], (92, 112, 92))
    shape(pen, [(0.46, 0.22), (0.52, 0.22), (0.64, 0.44), (0.90, 0.64), (0.56, 0.64)], (74, 94, 80))
    dice = random.Random(151)
    for _ in range(46):
        x = dice.uniform(0.24, 0.80)
        box(pen, x, 0.605, x + 0.016, 0.64, mixed((246, 240, 226), (214, 150, 110), dice.random()))
    water(pen, 0.64, (44, 116, 146), (214, 236, 236), 152)
    return image


def stepwell() -> Image.Image:
    image, pen = canvas((216, 178, 132), (150, 108, 78))
    for level in range(9):
        inset, top = level * 0.052, level * 0.092
        box(pen, inset, top, 1 - inset, 1, mixed((226, 190, 144), (96, 68, 56), level / 8))
        for stair in range(12 - level):
            left = inset + 0.01 + stair * (0.98 - 2 * inset) / (12 - level)
            shape(
                pen,
                [(left, top + 0.092), (left + 0.03, top + 0.02), (left + 0.06, top + 0.092)],
                mixed((184, 144, 104), (70, 50, 44), level / 8),
            )
    box(pen, 0.44, 0.84, 0.56, 1, (70, 112, 108))
    return image


PICTURES: dict[str, Scene] = {
    "compass/images/hills.jpg": mountains,
    "compass/images/lantern.jpg": lanterns,
    "compass/images/stepwell.jpg": stepwell,
    "correo/images/isla.jpg": island,
    "courrier/images/cadre.jpg": frame,
    "courrier/images/pont.jpg": bridge,
    "gazette/images/breakwater.jpg": breakwater,
    "gazette/images/courthouse.jpg": columns,
    "ledger/images/aircraft.jpg": aircraft,
    "ledger/images/chart.jpg": chart,
    "ledger/images/servers.jpg": cabinets,
    "meridian/images/ballots.jpg": ballots,
    "meridian/images/harbour.jpg": harbour,
    "meridian/images/lake.jpg": lake,
    "meridian/images/strait.jpg": strait,
    "northline/images/cinema.jpg": cinema,
    "northline/images/fog.jpg": fog,
    "northline/images/kroner.jpg": coins,
    "northline/images/storm.jpg": storm,
    "prism/images/asteroid.jpg": asteroid,
    "prism/images/battery.png": battery,
    "prism/images/icecore.jpg": ice,
    "prism/images/reef.jpg": coral,
    "quayside/images/mole.jpg": mole,
    "tagblatt/images/leuchtturm.jpg": beacon,
    "tagblatt/images/stahl.jpg": steel,
    "touchline/images/peloton.jpg": riders,
    "touchline/images/stadium.jpg": stadium,
}


def save(image: Image.Image, path: Path) -> None:
    """Writes the picture in its final size; a PNG gets a palette, which its flat colours allow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = image.resize(SIZE_PX, Image.Resampling.LANCZOS)
    if path.suffix == ".png":
        small.quantize(32).save(path, optimize=True)
    else:
        small.save(path, quality=JPEG_QUALITY, optimize=True, progressive=True)


def main() -> None:
    here = Path(__file__).parent
    for name, scene in PICTURES.items():
        save(scene(), here / name)
        size = (here / name).stat().st_size
        print(f"{size:>6} {name}" + ("  too heavy" if size > FILE_BYTES_MAX else ""))


if __name__ == "__main__":
    main()
