"""Reads a catalogue of open data with rdflib and checks it as DCAT-AP.de asks.

    python catalogue.py http://localhost:8080/open-data/catalogue.jsonld

The checks are those of GovData's shapes for DCAT-AP.de 2.0 that our catalogue can meet or miss: mandatory properties,
how many of each, what kind of node, and the vocabularies. Every file is fetched and compared with its checksum.
Ends with 1 and a line for every fault.
"""

import csv
import hashlib
import io
import sys
import urllib.request

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

ADDRESS = sys.argv[1]
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
EU = "http://publications.europa.eu/resource/authority/"
faults = []


def fault(node, what):
    faults.append(f"{node}: {what}")


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read(), answer.headers


text, headers = fetch(ADDRESS)
if not headers["content-type"].startswith("application/ld+json"):
    fault(ADDRESS, f"is {headers['content-type']}")
graph = Graph().parse(data=text, format="json-ld")


def values(node, path, least=1, most=None, kind=None):
    """The values of a property, if there are as many as there may be, each of this class."""
    found = list(graph.objects(node, path))
    if len(found) < least or (most is not None and len(found) > most):
        fault(node, f"{len(found)} × {path}, not {least}–{most or '∞'}")
    for one in found if kind else []:
        if (one, RDF.type, kind) not in graph:
            fault(node, f"{path} leads to no {kind}: {one}")
    return found


def words(node, path, least=1):
    for one in values(node, path, least):
        if not str(one).strip() or getattr(one, "language", None) != "de":
            fault(node, f"{path} has no German words: {one!r}")


def terms(node, path, scheme, least=1, most=None):
    for one in values(node, path, least, most):
        if not isinstance(one, URIRef) or (one, SKOS.inScheme, URIRef(scheme)) not in graph:
            fault(node, f"{path} is no term of {scheme}: {one}")


def times(node, path, kind):
    for one in values(node, path, 1, 1):
        if one.datatype != kind or one.value is None:
            fault(node, f"{path} is no {kind}: {one!r}")


def agent(node, path):
    for one in values(node, path, 1, 1, FOAF.Organization):
        values(one, FOAF.name)


catalogues = list(graph.subjects(RDF.type, DCAT.Catalog))
if len(catalogues) != 1:
    fault(ADDRESS, f"{len(catalogues)} catalogues")
for catalogue in catalogues:
    words(catalogue, DCTERMS.title)
    words(catalogue, DCTERMS.description)
    agent(catalogue, DCTERMS.publisher)
    terms(catalogue, DCTERMS.language, EU + "language")
    terms(catalogue, DCTERMS.license, "http://dcat-ap.de/def/licenses", 1, 1)
    values(catalogue, FOAF.homepage, 1, 1, FOAF.Document)
    values(catalogue, DCAT.themeTaxonomy, 1, None, SKOS.ConceptScheme)
    values(catalogue, DCAT.dataset, 1, None, DCAT.Dataset)

for data_set in graph.subjects(RDF.type, DCAT.Dataset):
    if not isinstance(data_set, URIRef):
        fault(data_set, "has no address of its own")
    words(data_set, DCTERMS.title)
    words(data_set, DCTERMS.description)
    words(data_set, DCAT.keyword)
    agent(data_set, DCTERMS.publisher)
    terms(data_set, DCATDE.contributorID, "http://dcat-ap.de/def/contributors", 1, 1)
    terms(data_set, DCAT.theme, EU + "data-theme")
    terms(data_set, DCTERMS.language, EU + "language")
    terms(data_set, DCTERMS.accessRights, EU + "access-right", 1, 1)
    terms(data_set, DCTERMS.accrualPeriodicity, EU + "frequency", 1, 1)
    terms(data_set, DCATAP.availability, EU + "planned-availability", 1, 1)
    terms(data_set, DCATDE.politicalGeocodingURI, "http://dcat-ap.de/def/politicalGeocoding/districtKey")
    terms(data_set, DCATDE.politicalGeocodingLevelURI, "http://dcat-ap.de/def/politicalGeocoding/Level")
    values(data_set, DCTERMS.spatial)
    values(data_set, DCTERMS.identifier, 1, 1)
    values(data_set, DCAT.landingPage, 1, 1, FOAF.Document)
    times(data_set, DCTERMS.issued, XSD.dateTime)
    times(data_set, DCTERMS.modified, XSD.dateTime)
    for contact in values(data_set, DCAT.contactPoint, 1, 1, VCARD.Organization):
        values(contact, VCARD.fn, 1, 1)
        if not list(graph.objects(contact, VCARD.hasEmail)) + list(graph.objects(contact, VCARD.hasURL)):
            fault(data_set, "its contact can be reached nowhere")
    for span in values(data_set, DCTERMS.temporal, 0, 1, DCTERMS.PeriodOfTime):
        times(span, DCAT.startDate, XSD.date)
        times(span, DCAT.endDate, XSD.date)
    values(data_set, DCAT.distribution, 1, None, DCAT.Distribution)

files = 0
for distribution in graph.subjects(RDF.type, DCAT.Distribution):
    words(distribution, DCTERMS.title)
    values(distribution, DCAT.accessURL, 1, 1)
    terms(distribution, DCTERMS.license, "http://dcat-ap.de/def/licenses", 1, 1)
    terms(distribution, DCTERMS["format"], EU + "file-type", 1, 1)
    times(distribution, DCTERMS.modified, XSD.dateTime)
    [address] = values(distribution, DCAT.downloadURL, 1, 1)
    [checksum] = values(distribution, SPDX.checksum, 1, 1, SPDX.Checksum)
    [mark] = values(checksum, SPDX.checksumValue, 1, 1)
    [size] = values(distribution, DCAT.byteSize, 1, 1)
    content, _ = fetch(str(address))
    files += 1
    if hashlib.sha256(content).hexdigest() != mark.value.hex() or len(content) != int(size):
        fault(distribution, "the file is not the one that was described")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    if len(rows) < 2 or any(len(row) != len(rows[0]) for row in rows):
        fault(distribution, f"{len(rows)} rows of different lengths")

for line in faults:
    print(line)
print(f"{len(graph)} statements, {files} files, {len(faults)} faults")
sys.exit(1 if faults else 0)
