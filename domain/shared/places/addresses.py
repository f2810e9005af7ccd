"""What each country asks of an address, and how one is written on a label.

Which parts a country requires and what its postal codes look like is as the Universal Postal Union
lists it (Postal addressing systems in member countries) and as Google's address data for forms has
it; but a postal code is required only where states have many towns of one name. Countries that are
not listed here require a street and a city, and take any postal code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.shared.errors import InvalidInput
from domain.shared.places.countries import COUNTRIES
from domain.shared.places.regions import REGIONS, region_of

LARGEST_FIRST: Final = {"CN", "HK", "JP", "KR", "MO", "TW"}  # in their own script
EAST_ASIAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# What a city's line is, by country; the city alone where nothing is said.
POSTAL_FIRST: Final = "{postal_code} {city}"
STATE: Final = "{city}, {region} {postal_code}"
STATE_PLAIN: Final = "{city} {region} {postal_code}"
POSTAL_LAST: Final = "{city} {postal_code}"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a country asks: the parts it requires beside street and city, the shape of its postal
    codes, and how the city's line is written.
    """

    required: tuple[str, ...] = ()
    postal_code: str = ""
    city_line: str = POSTAL_LAST


def _european(pattern: str) -> Rule:
    return Rule((), pattern, POSTAL_FIRST)


FIVE, FOUR = _european(r"\d{5}"), _european(r"\d{4}")
RULES: Final[Mapping[str, Rule]] = {
    "CN": Rule(("region", "district"), r"\d{6}", STATE),
    "US": Rule(("region", "postal_code"), r"\d{5}(-\d{4})?", STATE),
    "CA": Rule(("region", "postal_code"), r"[A-Z]\d[A-Z] ?\d[A-Z]\d", STATE_PLAIN),
    "AU": Rule(("region", "postal_code"), r"\d{4}", STATE_PLAIN),
    "GB": Rule((), r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|GIR ?0AA", "{city}\n{postal_code}"),
    "IE": Rule((), r"[A-Z]\d[\dW] ?[A-Z\d]{4}", "{city}\n{postal_code}"),
    "JP": Rule(("region", "postal_code"), r"\d{3}-?\d{4}", STATE),
    "KR": Rule((), r"\d{5}", POSTAL_LAST),
    "TW": Rule((), r"\d{3}(\d{2,3})?", POSTAL_LAST),
    "IN": Rule(("region", "postal_code"), r"\d{6}", STATE),
    "BR": Rule(("region", "postal_code"), r"\d{5}-?\d{3}", STATE),
    "MX": Rule(("region", "postal_code"), r"\d{5}", "{postal_code} {city}, {region}"),
    "SG": Rule((), r"\d{6}", POSTAL_LAST),
    "NL": _european(r"\d{4} ?[A-Z]{2}"),
    "PL": _european(r"\d{2}-\d{3}"),
    "PT": _european(r"\d{4}-\d{3}"),
    "SE": _european(r"\d{3} ?\d{2}"),
    "CZ": _european(r"\d{3} ?\d{2}"),
    "SK": _european(r"\d{3} ?\d{2}"),
    "GR": _european(r"\d{3} ?\d{2}"),
    "LU": _european(r"\d{4}"),
    "RO": _european(r"\d{6}"),
    **dict.fromkeys(("DE", "EE", "ES", "FI", "FR", "HR", "IT"), FIVE),
    **dict.fromkeys(("AT", "BE", "BG", "CH", "DK", "HU", "NO", "SI"), FOUR),
    "LT": _european(r"(LT-)?\d{5}"),
    "LV": _european(r"(LV-)?\d{4}"),
}
OTHERS: Final = Rule()


def checked(parts: Mapping[str, str], *path: str, any_region: bool = False) -> dict[str, str]:
    """The parts of an address as its country writes them, if it has what its country asks for.

    `parts` are recipient, line1, line2, district, city, region, postal_code, country and phone,
    without blanks around them; what is missing is empty. A postal code is put in capitals; a
    province of China gets its whole name where it is written in Chinese. With `any_region` a
    province that we do not know stays as it is written: addresses from before, and from elsewhere,
    are still good for an order, and are taxed by what they say or by their country.

    Raises:
        InvalidInput: no such country, a part is missing, or a province or postal code is none.
    """
    country = parts["country"]
    if country not in COUNTRIES:
        raise InvalidInput("There is no such country.", *path, "country")
    rule = RULES.get(country, OTHERS)
    for name in rule.required:
        if not parts.get(name):
            raise InvalidInput(f"Addresses in {country} need this.", *path, camel(name))
    found = dict(parts)
    if code := parts.get("postal_code", "").upper():
        if rule.postal_code and not re.fullmatch(rule.postal_code, code):
            raise InvalidInput(f"This is no postal code of {country}.", *path, "postalCode")
        found["postal_code"] = code
    if country in REGIONS and (region := parts.get("region")):
        known = region_of(country, region)
        if known is None and not any_region:
            raise InvalidInput(f"This is no province or state of {country}.", *path, "region")
        if known is not None and EAST_ASIAN.search(region):
            found["region"] = known.name
    return found


def label(parts: Mapping[str, str | None]) -> list[str]:
    """The lines of a label. Largest first where the country writes so and the address is in its
    script: the postal code, province to district in one with the street, then the person. Else the
    person first and the country, by its code, last.
    """
    have = {name: value or "" for name, value in parts.items()}
    country, street = have["country"], [have["line1"], have.get("line2", "")]
    if country in LARGEST_FIRST and EAST_ASIAN.search(have["line1"] + have["city"]):
        region, city = have.get("region", ""), have["city"]
        places = [region, "" if city == region else city, have.get("district", "")]
        lines = [have.get("postal_code", ""), "".join([*places, *street]), have["recipient"]]
    else:
        written = RULES.get(country, OTHERS).city_line.format_map(
            {"region": "", "postal_code": "", **have}
        )
        lines = [have["recipient"], *street, have.get("district", ""), *written.split("\n")]
        lines.append(country)
    tidy = (" ".join(line.split()).strip(" ,") for line in lines)
    return [line for line in tidy if line]


def camel(name: str) -> str:
    """A part as clients write it."""
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))
