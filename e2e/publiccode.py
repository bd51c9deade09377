"""Reads a publiccode.yml with another program's YAML and holds it against version 0.7 of the standard.

    python publiccode.py FILE USER…

Every USER must stand in `usedBy`. Keys and words are those of https://yml.publiccode.tools/schema.core.html; the
licence is checked by the SPDX list of `license-expression`. Ends with 1 and a line for every fault.
"""

import sys
from pathlib import Path

import yaml
from license_expression import get_spdx_licensing

REQUIRED = ["publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal", "maintenance", "localisation"]
KNOWN = {
    *REQUIRED, "applicationSuite", "landingURL", "isBasedOn", "softwareVersion", "releaseDate", "logo", "monochromeLogo",
    "organisation", "fundedBy", "roadmap", "categories", "usedBy", "intendedAudience", "dependsOn", "IT",
}
STATUS = {"concept", "development", "beta", "stable", "obsolete"}
TYPES = {"standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web", "standalone/backend", "standalone/other", "addon", "library", "configurationFiles"}
MAINTENANCE = {"internal", "contract", "community", "none"}

file, users = Path(sys.argv[1]), sys.argv[2:]
text = file.read_bytes().decode("utf-8")
faults = []


class Strict(yaml.SafeLoader):
    """Finds keys that stand twice, which YAML forbids and PyYAML passes over."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep) for key, _ in node.value]
        faults.extend(f"{key} stands twice" for key in {k for k in keys if keys.count(k) > 1})
        return super().construct_mapping(node, deep)


def want(is_right, what):
    if not is_right:
        faults.append(what)


code = yaml.load(text, Strict)
faults += [f"{key} is missing" for key in REQUIRED if key not in code]
faults += [f"{key} is not of the standard" for key in code if key not in KNOWN]
want(code.get("publiccodeYmlVersion") in ("0.7", "0.7.0"), "version")
want(isinstance(code.get("name"), str) and code["name"], "name")
want(str(code.get("url", "")).startswith("https://"), "url")
want(isinstance(code.get("platforms"), list) and code["platforms"], "platforms")
want(code.get("developmentStatus") in STATUS, "developmentStatus")
want(code.get("softwareType") in TYPES, "softwareType")
for lang, words in (code.get("description") or {}).items():
    want(0 < len(words.get("shortDescription", "")) <= 150, f"description.{lang}.shortDescription")
    want(150 <= len(words.get("longDescription", "")) <= 10_000, f"description.{lang}.longDescription")
    want(isinstance(words.get("features"), list) and words["features"], f"description.{lang}.features")
want(code.get("description"), "description")
licence = (code.get("legal") or {}).get("license", "")
unknown = get_spdx_licensing().validate(licence)
want(licence and not unknown.errors, f"legal.license {licence}: {unknown.errors}")
maintenance = code.get("maintenance") or {}
want(maintenance.get("type") in MAINTENANCE, "maintenance.type")
if maintenance.get("type") in ("internal", "community"):
    want(all(one.get("name") for one in maintenance.get("contacts") or [{}]), "maintenance.contacts")
localisation = code.get("localisation") or {}
want(isinstance(localisation.get("localisationReady"), bool), "localisation.localisationReady")
want(isinstance(localisation.get("availableLanguages"), list), "localisation.availableLanguages")
for user in users:
    want(user in (code.get("usedBy") or []), f"{user} is not in usedBy {code.get('usedBy')}")

for fault in faults:
    print(fault)
sys.exit(1 if faults else 0)
