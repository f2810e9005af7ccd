"""People who do not exist: names, addresses and contacts for customers without any.

All of it follows from a fixed seed. Towns and streets are invented; mail goes to `example.test`
and telephones ring in the range 555-0100 to 555-0199, both reserved for fiction.
"""

from typing import NamedTuple

from api.importing.keys import pick

_FIRST_NAMES = (
    "Ada Alma Amir Anna Arun Aya Ben Bianca Carl Carmen Chloe Dana Diego Edith Elias Emma Enzo "
    "Farah Felix Flora Gita Grace Hana Hugo Ida Igor Ines Ivan Jade Jonas Julia Kaito Karim Kira "
    "Lars Layla Lena Leo Lin Luca Maja Marco Maya Mei Milan Mina Nadia Nils Noah Nora Olga Omar "
    "Otto Paula Pavel Petra Rana Remy Rosa Ruth Sam Sara Simon Sofia Tara Theo Tomas Uma Vera Yara"
)
FIRST_NAMES = _FIRST_NAMES.split()
_LAST_NAMES = (
    "Abel Ahmed Almeida Andersen Baker Bauer Becker Bell Berg Blanc Brandt Bright Carter Chen "
    "Costa Cruz Dahl Darwish Diaz Eriksen Evans Ferrari Fischer Flores Fox Garcia Gomez Green "
    "Haddad Hale Hansen Hill Holt Hughes Ito Jansen Kaya Keller Khan Kim Klein Kowalski Lang Lee "
    "Lopez Lund Marsh Martin Meyer Mori Moss Nagy Nguyen Novak Okafor Olsen Park Patel Perez Popov "
    "Quinn Rao Reyes Rossi Roy Santos Sato Shah Silva Singh Stone Tanaka Torres Usman Vega Vogel "
    "Wagner Wang Ward West Wolf Wong Wood Young Zhang"
)
LAST_NAMES = _LAST_NAMES.split()
TOWNS = (
    ("Northbridge", "Pinehaven", "Coldwater Bay", "Upper Elm"),
    ("Eastmere", "Harbor Falls", "Sunrise Point", "Millbrook East"),
    ("Southfield Springs", "Magnolia Bend", "Warm Creek", "Low Meadow"),
    ("Westlake Hills", "Cedar Mesa", "Gold Canyon Park", "Far Ridge"),
)
_STREETS = (
    "Acorn Birch Cherry Dogwood Elder Fern Garden Hazel Ivy Juniper Larch Maple Oak Poplar Rose "
    "Spruce Thistle Walnut Willow"
)
STREETS = _STREETS.split()
KINDS_OF_STREET = ("Street", "Avenue", "Lane", "Road")
AREA_CODES = ("201", "202", "203", "205")


class Person(NamedTuple):
    """A name and how to reach it."""

    name: str
    email: str
    phone: str


class Home(NamedTuple):
    """Where somebody lives."""

    line1: str
    city: str
    postal_code: str


def person(key: str, region: int) -> Person:
    """Somebody, always the same for the same key; no two have one mailbox."""
    first = FIRST_NAMES[pick(len(FIRST_NAMES), "first name", key)]
    last = LAST_NAMES[pick(len(LAST_NAMES), "last name", key)]
    phone = f"+1{AREA_CODES[region]}55501{pick(100, 'phone', key):02}"
    return Person(f"{first} {last}", f"{first}.{last}.{key}@example.test".lower(), phone)


def home(key: str, region: int) -> Home:
    """A door in one of the four regions."""
    street = STREETS[pick(len(STREETS), "street", key)]
    kind = KINDS_OF_STREET[pick(len(KINDS_OF_STREET), "kind of street", key)]
    town = pick(len(TOWNS[region]), "town", key)
    postal_code = f"{region + 1}{town + 1}{pick(1000, 'postal code', key):03}"
    return Home(f"{1 + pick(980, 'number', key)} {street} {kind}", TOWNS[region][town], postal_code)
