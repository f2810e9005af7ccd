"""Provinces and states by the codes of ISO 3166-2, whatever somebody calls them.

Only countries whose provinces matter to what we do are listed: China, for parcels, and those that
tax by the state. The names are those of ISO 3166-2, for China of the Ministry of Civil Affairs;
of these none has changed since 1999.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Region:
    """A province or state. `name` is what it is called at home, `also` what else it is called."""

    code: str
    name: str
    also: tuple[str, ...] = ()


def _regions(listed: str) -> tuple[Region, ...]:
    """Of lines such as `ZJ 浙江省|浙江|Zhejiang`."""
    found = []
    for line in listed.strip().splitlines():
        code, names = line.strip().split(" ", 1)
        name, *also = names.split("|")
        found.append(Region(code, name, tuple(also)))
    return tuple(found)


CHINA: Final = _regions("""
    AH 安徽省|安徽|Anhui
    BJ 北京市|北京|Beijing
    CQ 重庆市|重庆|Chongqing
    FJ 福建省|福建|Fujian
    GD 广东省|广东|Guangdong
    GS 甘肃省|甘肃|Gansu
    GX 广西壮族自治区|广西|Guangxi
    GZ 贵州省|贵州|Guizhou
    HA 河南省|河南|Henan
    HB 湖北省|湖北|Hubei
    HE 河北省|河北|Hebei
    HI 海南省|海南|Hainan
    HK 香港特别行政区|香港|Hong Kong
    HL 黑龙江省|黑龙江|Heilongjiang
    HN 湖南省|湖南|Hunan
    JL 吉林省|吉林|Jilin
    JS 江苏省|江苏|Jiangsu
    JX 江西省|江西|Jiangxi
    LN 辽宁省|辽宁|Liaoning
    MO 澳门特别行政区|澳门|Macao|Macau
    NM 内蒙古自治区|内蒙古|Inner Mongolia|Nei Mongol
    NX 宁夏回族自治区|宁夏|Ningxia
    QH 青海省|青海|Qinghai
    SC 四川省|四川|Sichuan
    SD 山东省|山东|Shandong
    SH 上海市|上海|Shanghai
    SN 陕西省|陕西|Shaanxi
    SX 山西省|山西|Shanxi
    TJ 天津市|天津|Tianjin
    TW 台湾省|台湾|Taiwan
    XJ 新疆维吾尔自治区|新疆|Xinjiang
    XZ 西藏自治区|西藏|Tibet|Xizang
    YN 云南省|云南|Yunnan
    ZJ 浙江省|浙江|Zhejiang
""")

UNITED_STATES: Final = _regions("""
    AL Alabama
    AK Alaska
    AZ Arizona
    AR Arkansas
    CA California
    CO Colorado
    CT Connecticut
    DE Delaware
    DC District of Columbia|Washington DC|Washington, D.C.
    FL Florida
    GA Georgia
    HI Hawaii
    ID Idaho
    IL Illinois
    IN Indiana
    IA Iowa
    KS Kansas
    KY Kentucky
    LA Louisiana
    ME Maine
    MD Maryland
    MA Massachusetts
    MI Michigan
    MN Minnesota
    MS Mississippi
    MO Missouri
    MT Montana
    NE Nebraska
    NV Nevada
    NH New Hampshire
    NJ New Jersey
    NM New Mexico
    NY New York
    NC North Carolina
    ND North Dakota
    OH Ohio
    OK Oklahoma
    OR Oregon
    PA Pennsylvania
    RI Rhode Island
    SC South Carolina
    SD South Dakota
    TN Tennessee
    TX Texas
    UT Utah
    VT Vermont
    VA Virginia
    WA Washington
    WV West Virginia
    WI Wisconsin
    WY Wyoming
    AS American Samoa
    GU Guam
    MP Northern Mariana Islands
    PR Puerto Rico
    UM United States Minor Outlying Islands
    VI U.S. Virgin Islands|Virgin Islands
    AA Armed Forces Americas
    AE Armed Forces Europe
    AP Armed Forces Pacific
""")

CANADA: Final = _regions("""
    AB Alberta
    BC British Columbia
    MB Manitoba
    NB New Brunswick
    NL Newfoundland and Labrador
    NS Nova Scotia
    NT Northwest Territories
    NU Nunavut
    ON Ontario
    PE Prince Edward Island
    QC Quebec|Québec
    SK Saskatchewan
    YT Yukon
""")

REGIONS: Final[Mapping[str, tuple[Region, ...]]] = {
    "CN": CHINA,
    "US": UNITED_STATES,
    "CA": CANADA,
}
_KNOWN: Final = {
    country: {
        name.casefold(): region
        for region in regions
        for name in (region.code, region.name, *region.also)
    }
    for country, regions in REGIONS.items()
}


def region_of(country: str, name: str) -> Region | None:
    """The province or state that somebody means, by its code or one of its names."""
    return _KNOWN.get(country, {}).get(_plain(name))


def region_code(country: str, name: str) -> str:
    """What a province or state is compared by: its code, or where we know none, its name without
    case and needless blanks. Nothing for no name.
    """
    known = region_of(country, name)
    return known.code if known else _plain(name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
