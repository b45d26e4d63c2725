"""The way of an area to full coverage as a drawing: what was, and what comes at the pace of late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from oversight.coverage.forecasts import Forecast, Standing

WIDTH, HEIGHT = 460, 236
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 14, 24
PAST, LEAST, MOST = timedelta(days=365), timedelta(days=120), timedelta(days=730)
LINES = 4  # between the lowest line and 100


@dataclass(frozen=True)
class Tick:
    at: float
    words: str


@dataclass(frozen=True)
class Curve:
    """Points of SVG: the line of the past, the line ahead, the band between fastest and slowest. x, y: today's.

    end: where the line ahead ends, for its words; aside: those stand left of it and not below.
    """

    width: int
    height: int
    past: str
    ahead: str
    band: str
    x: float
    y: float
    end_x: float
    end_y: float
    floor: float
    heights: list[Tick]
    months: list[Tick]


def curve(past: list[Standing], now: Standing, forecast: Forecast | None) -> Curve | None:
    """None where there is no past to draw, or nothing to cover."""
    shown = [standing for standing in past if standing.day >= now.day - PAST and standing.units]
    if not shown or not now.units:
        return None
    return _Paper(shown, now, forecast).drawn()


class _Paper:
    """Where days and shares lie on the paper."""

    def __init__(self, past: list[Standing], now: Standing, forecast: Forecast | None) -> None:
        self.past, self.now, self.forecast = past, now, forecast
        self.first = past[0].day
        self.last = now.day
        if forecast:
            wanted = max(forecast.day or now.day + MOST, now.day + LEAST)
            self.last = min(wanted + (wanted - now.day) / 6, now.day + MOST)
        lowest = min(standing.share for standing in (*past, now))
        self.low = max(0, int(lowest - 3) // 10 * 10)

    def x(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        return round(LEFT + (day - self.first).days / whole * (WIDTH - LEFT - RIGHT), 1)

    def y(self, share: float) -> float:
        inside = max(self.low, min(100, share))
        return round(TOP + (100 - inside) / (100 - self.low) * (HEIGHT - TOP - BOTTOM), 1)

    def end_of(self, pace: float) -> tuple[float, float]:
        """Where a line from today at this pace meets full coverage, or the right edge."""
        days = (self.last - self.now.day).days
        gained = pace * days
        if pace > 0 and gained >= self.now.missing:
            return self.x(self.now.day + timedelta(days=round(self.now.missing / pace))), self.y(100)
        return self.x(self.last), self.y(self.now.share + gained / self.now.units * 100)

    def band(self, forecast: Forecast) -> list[tuple[float, float]]:
        fastest, slowest = self.end_of(forecast.fastest), self.end_of(forecast.slowest)
        corner = [(self.x(self.last), self.y(100))] if fastest[1] == self.y(100) and slowest[1] > self.y(100) else []
        return [(self.x(self.now.day), self.y(self.now.share)), fastest, *corner, slowest]

    def drawn(self) -> Curve:
        x, y = self.x(self.now.day), self.y(self.now.share)
        end = self.end_of(self.forecast.pace) if self.forecast else (x, y)
        step = (100 - self.low) / LINES
        heights = [self.low + step * n for n in range(LINES + 1)]
        return Curve(
            width=WIDTH,
            height=HEIGHT,
            past=_points([*((self.x(s.day), self.y(s.share)) for s in self.past), (x, y)]),
            ahead=_points([(x, y), end]) if self.forecast else "",
            band=_points(self.band(self.forecast)) if self.forecast else "",
            x=x,
            y=y,
            end_x=end[0],
            end_y=end[1],
            floor=self.y(self.low),
            heights=[Tick(self.y(share), f"{share:.0f}") for share in heights],
            months=[Tick(self.x(day), f"{day:%Y-%m}") for day in self.months()],
        )

    def months(self) -> list[date]:
        """Firsts of months, about five of them, none so close to an edge that its words are cut."""
        whole = (self.last - self.first).days
        every = max(1, round(whole / 30 / 5))
        day, found = self.first.replace(day=1), []
        while day <= self.last:
            months = day.year * 12 + day.month - 1
            if day >= self.first and months % every == 0 and LEFT + 8 < self.x(day) < WIDTH - 30:
                found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
