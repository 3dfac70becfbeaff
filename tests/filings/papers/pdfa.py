"""What can be seen of PDF/A-3b (ISO 19005-3) from inside a file. No validator: what it finds is
wrong, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

ACTS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/ResetForm",
    "/Sound",
    "/Movie",
    "/Rendition",
}
FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode"}
MODES = re.compile(rb"\b([0-7]) Tr\b")


def faults(data: bytes) -> list[str]:
    """Every break of a rule that can be seen."""
    return list(_faults(data))


def _faults(data: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", data):
        yield "header"
    with pikepdf.open(BytesIO(data)) as pdf:
        if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
            yield "encrypted"
        if "/ID" not in pdf.trailer:
            yield "no identifier"
        yield from _of_the_whole(pdf)
        unseen = _unseen_fonts(pdf)
        for thing in pdf.objects:
            if isinstance(thing, Dictionary | Stream) and thing.objgen not in unseen:
                yield from _of_an_object(thing)
        yield from _of_attachments(pdf)


def _of_the_whole(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = [
        each for each in pdf.Root.get("/OutputIntents", Array()) if each.get("/S") == Name.GTS_PDFA1
    ]
    profiles = [each.DestOutputProfile for each in intents]
    if [each.N for each in profiles] != [3] or b"acsp" not in profiles[0].read_bytes()[:64]:
        yield "no output intent for red, green and blue"
    if "/Metadata" not in pdf.Root:
        yield "no metadata"
        return
    xmp = pdf.open_metadata()
    if (xmp.get("pdfaid:part"), xmp.get("pdfaid:conformance")) != ("3", "B"):
        yield "metadata do not say PDF/A-3b"
    if "/Title" in pdf.docinfo and str(pdf.docinfo.Title) != xmp.get("dc:title"):
        yield "the title is another in the metadata"
    for key in ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Requirements"):
        if key in pdf.Root:
            yield f"{key} in the catalogue"
    names = pdf.Root.get("/Names", Dictionary())
    if "/JavaScript" in names:
        yield "scripts"


def _of_an_object(thing: Any) -> Iterator[str]:
    kind = thing.get("/Type")
    if str(thing.get("/S", "")) in ACTS or "/JS" in thing:
        yield f"an action: {thing.get('/S')}"
    if "/AA" in thing:
        yield "an action of its own"
    if kind == Name.Annot and int(thing.get("/F", 0)) & 0b1000111 != 0b100:
        yield "an annotation that does not print"
    if kind == Name.FontDescriptor and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
        thing.keys()
    ):
        yield f"a font that is not embedded: {thing.get('/FontName')}"
    if (
        kind == Name.Font
        and thing.get("/Subtype") in (Name.Type1, Name.TrueType)
        and "/FontDescriptor" not in thing
    ):
        yield f"a font that is not embedded: {thing.get('/BaseFont')}"
    if isinstance(thing, Stream):
        yield from _of_a_stream(thing)


def _of_a_stream(stream: Any) -> Iterator[str]:
    filters = stream.get("/Filter", Array())
    used = {str(each) for each in (filters if isinstance(filters, Array) else [filters])}
    if used - FILTERS:
        yield f"packed by {used - FILTERS}"
    if "/F" in stream:
        yield "a stream that lies elsewhere"
    if stream.get("/Subtype") == Name.Image:
        if bool(stream.get("/Interpolate", False)):
            yield "a picture to be interpolated"
        if "CMYK" in str(stream.get("/ColorSpace")):
            yield "colours of a printer"
    if stream.get("/Subtype") == Name.PS or "/PS" in stream:
        yield "PostScript"


def _of_attachments(pdf: pikepdf.Pdf) -> Iterator[str]:
    told = [each.objgen for each in pdf.Root.get("/AF", Array())]
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.Filespec and "/EF" in thing:
            if thing.get("/AFRelationship") is None:
                yield "an attachment without its relationship"
            if thing.objgen not in told:
                yield "an attachment that the catalogue does not name"


def _unseen_fonts(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """The fonts of pages whose text is all invisible, which need not be there."""
    found: set[tuple[int, int]] = set()
    for thing in pdf.objects:
        is_form = (
            isinstance(thing, Stream)
            and thing.get("/Subtype") == Name.Form
            and "/Resources" in thing
        )
        if is_form and set(MODES.findall(thing.read_bytes())) == {b"3"}:
            fonts = thing.Resources.get("/Font", Dictionary())
            # a pikepdf object is iterated otherwise
            for font in (fonts[key] for key in fonts.keys()):  # noqa: SIM118
                parts = [font, font.get("/FontDescriptor"), *font.get("/DescendantFonts", ())]
                found |= {part.objgen for part in parts if part is not None}
    return found
