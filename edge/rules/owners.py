"""Owner codes of containers that are met on the road, and what they tell of a number. Pure.

The check digit can't tell some letters from one another (`iso6346.twins`): QESU5468323 passes as GESU5468323 does. Of
the two only the second is a common one.
"""

from __future__ import annotations

from itertools import product

from edge.rules.iso6346 import twins

_LISTED = """
    ACLU AKLU AMFU APHU APZU ARDU ASCU ASLU ATSU BEAU BMOU BSIU BSTU CAAU CADU CAIU CARU CAXU CBHU CCLU CGMU CLHU
    CMAU CRSU CRXU CSLU CSNU CXDU CZTU DFSU DRYU ECMU EGHU EGSU EISU EITU EMCU ESPU FANU FBIU FCGU FCIU FDCU FFAU FSCU
    GAOU GATU GCXU GESU GLDU GVCU HALU HAMU HASU HDMU HJCU HLBU HLCU HLXU HMMU HNSU HPCU IMTU INKU IPXU JXLU KKFU KKTU
    KMTU KOCU LCRU LLTU LYGU MAEU MAGU MATU MEDU MIEU MNBU MOAU MOFU MRKU MRSU MSCU MSDU MSKU MSMU MSNU MSWU MSUU MWCU
    NYKU ONEU OOCU OOLU OTPU PCIU PCVU PIDU PONU PSSU REGU RFCU SEGU SEKU SELU SESU SITU SKIU SLSU SMCU SNBU SUDU SUZU
    SZLU TCKU TCLU TCNU TEMU TGBU TGCU TGHU TIIU TLLU TLNU TRHU TRIU TRLU TSSU TTNU TXGU UACU UESU UETU UNXU VMLU WBPU
    WFHU WHLU WHSU XINU YMLU YMMU ZCSU ZGXU ZIMU
"""
LISTED = frozenset(_LISTED.split())
"""Owner code and category of common owners. The register of the Bureau International des Containers has thousands more:
that a code is not listed says nothing by itself."""


def listed_twins(number: str) -> tuple[str, ...]:
    """The numbers of listed owners that the check digit can't tell from this one of an owner who is not listed."""
    owner, rest = number[:3], number[3:]
    if number[:4] in LISTED:
        return ()
    spellings = product(*(letter + twins(letter) for letter in owner))
    found = ("".join(letters) + rest for letters in spellings)
    return tuple(each for each in found if each[:4] in LISTED)
