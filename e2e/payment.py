"""Reads what is written for banks and banking apps with other programs.

    python payment.py FOLDER
    python payment.py ORDER.xml

`transfer.xml` and `collection.xml` are held against the schemas of ISO 20022 that sepaxml brings along, and their sums are
added up again. Every `NAME.pgm`, a picture of a Girocode, is read by ZXing and must say what `NAME.txt` says, at error
level M. One order by itself is held against the schema that it names. Ends with 1 and a line for every fault.
"""

import sys
import xml.etree.ElementTree as tree
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import xmlschema
import zxingcpp

ORDERS = {"transfer.xml": "pain.001.001.09", "collection.xml": "pain.008.001.08"}

at = Path(sys.argv[1])
faults = []


def check(condition, what):
    if not condition:
        faults.append(what)


def sums(name, root):
    space = root.tag[: root.tag.index("}") + 1]
    batches = list(root.iter(f"{space}PmtInf"))
    for where in [next(root.iter(f"{space}GrpHdr")), *batches]:
        inside = batches if where.tag.endswith("GrpHdr") else [where]
        amounts = [Decimal(amount.text) for batch in inside for amount in batch.iter(f"{space}InstdAmt")]
        check(where.findtext(f"{space}NbOfTxs") == str(len(amounts)), f"{name}: {where.tag} counts {len(amounts)}")
        check(Decimal(where.findtext(f"{space}CtrlSum")) == sum(amounts), f"{name}: {where.tag} sums {sum(amounts)}")
    return len(batches)


def picture(path):
    """A portable graymap of one byte per pixel, as the test writes it."""
    kind, width, height, most, pixels = path.read_bytes().split(b"\n", 4)
    check((kind, most) == (b"P5", b"255"), f"{path.name}: {kind} {most}")
    return memoryview(pixels).cast("B", (int(height), int(width)))


def girocode(path):
    codes = zxingcpp.read_barcodes(picture(path), zxingcpp.BarcodeFormat.QRCode)
    if len(codes) != 1:
        faults.append(f"{path.name}: {len(codes)} codes")
        return
    wanted = path.with_suffix(".txt").read_bytes().decode("utf-8")
    check(codes[0].text == wanted, f"{path.name}: {codes[0].text!r} and not {wanted!r}")
    check(codes[0].bytes == wanted.encode("utf-8"), f"{path.name}: other bytes")
    check(codes[0].ec_level == "M", f"{path.name}: level {codes[0].ec_level}")
    lines = codes[0].text.split("\n")
    check(lines[:4] == ["BCD", "002", "1", "SCT"] and 7 <= len(lines) <= 12, f"{path.name}: {lines}")
    check(not (lines[9:10] + [""])[0] or not (lines[10:11] + [""])[0], f"{path.name}: reference and text")


def order(path, kinds):
    """The number of its batches."""
    text = path.read_text("utf-8")
    root = tree.fromstring(text)
    kind = root.tag[1 : root.tag.index("}")].removeprefix("urn:iso:std:iso:20022:tech:xsd:")
    if kind not in kinds:
        faults.append(f"{path.name}: {kind} is none of {', '.join(kinds)}")
        return 0
    rules = xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / f"{kind}.xsd"))
    faults.extend(f"{path.name}: {error.reason} at {error.path}" for error in rules.iter_errors(text))
    return sums(path.name, root)


pictures = sorted(at.glob("*.pgm")) if at.is_dir() else []
if at.is_dir():
    for name, kind in ORDERS.items():
        check(order(at / name, [kind]) > 1, f"{name}: fewer than two batches")
    check(pictures, "no pictures")
else:
    check(order(at, ORDERS.values()) > 0, f"{at.name}: no batch")
for path in pictures:
    girocode(path)
for fault in faults[:20]:
    print(fault)
print(f"{len(ORDERS) if at.is_dir() else 1} orders, {len(pictures)} codes, {len(faults)} faults")
sys.exit(1 if faults else 0)
