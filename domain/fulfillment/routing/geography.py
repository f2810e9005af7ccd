"""How far it is from a warehouse to where an order goes: as the crow flies, in kilometres."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from domain.fulfillment.routing.places import CHINESE_PROVINCES, COUNTRIES

EARTH_RADIUS_KM = 6371.0088  # the mean radius (IUGG)
CHINA = {"CN", "HK", "MO", "TW"}
ENDINGS = (  # of provinces' names, the longest first
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "特别行政区",
    "自治区",
    "省",
    "市",
)
WORDS = (" province", " municipality", " autonomous region", " shi", " sheng")


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the earth, in degrees: north and east are above zero."""

    latitude: float
    longitude: float


def distance_km(one: Place, other: Place) -> float:
    """The way between two points on a sphere, in kilometres.

    The haversine formula: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984),
    p. 159.
    """
    north, south = radians(one.latitude), radians(other.latitude)
    turn = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def province(region: str, city: str = "") -> str:
    """The plain name of a region: of a Chinese province in English, of any other as it was written,
    in small letters. Of a city that is a province too, the city says it.
    """
    for word in (region, city):
        if (name := _plain(word)) in PROVINCES:
            return PROVINCES[name][0]
    return _plain(region)


def place_of_address(country: str, region: str, city: str) -> Place | None:
    """About where an address is: its province in China, else its country; None if nobody knows."""
    if country in CHINA and (known := PROVINCES.get(province(region, city))):
        return known[1]
    point = COUNTRIES.get(country)
    return None if point is None else Place(*point)


def _plain(name: str) -> str:
    name = " ".join(name.casefold().split())
    for ending in (*ENDINGS, *WORDS):
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending).strip()
    return name


PROVINCES = {
    name: (english.casefold(), Place(latitude, longitude))
    for chinese, english, latitude, longitude in CHINESE_PROVINCES
    for name in (chinese, english.casefold())
}
