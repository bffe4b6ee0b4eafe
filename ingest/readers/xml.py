"""XML and HTML bytes → trees, without network, entities from elsewhere or unbounded depth."""

from lxml import etree, html

from ingest.errors import SourceUnreadable


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML document; SourceUnreadable with the place of the first error."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceUnreadable(f"The file is not well-formed XML: {error}.", hint="Fetch or save it again.") from None


def parse_html(data: bytes) -> etree._Element:
    """The root of an HTML or XHTML document, errors forgiven as browsers do (SourceUnreadable when nothing is left)."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceUnreadable(f"The file is not readable HTML: {error}.", hint="Fetch or save it again.") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceUnreadable(
            "The HTML is nested too deep; what stands inside would be lost.", hint="Save the page again as plain HTML."
        )
    return root


def children(element: etree._Element) -> list[etree._Element]:
    """The child elements, without comments and processing instructions."""
    return [child for child in element if isinstance(child.tag, str)]
