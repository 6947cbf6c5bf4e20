# SPDX-License-Identifier: MIT
"""What SARIF 2.1.0 (OASIS, sections 3.13 to 3.52) says of the properties that we write; others are refused."""

from typing import Any, Dict


def _object(required: str, **properties: Any) -> Dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


_TEXT = {"type": "string", "minLength": 1}
_MESSAGE = _object("text", text=_TEXT)
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_RULE = _object(
    "id",
    id=_TEXT,
    shortDescription=_MESSAGE,
    fullDescription=_MESSAGE,
    help=_MESSAGE,
    defaultConfiguration=_object("", level=_LEVEL),
)
_REGION = _object(
    "startLine", startLine={"type": "integer", "minimum": 1}, startColumn={"type": "integer", "minimum": 1}
)
_URI = {"type": "string", "pattern": r"^([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$"}
_LOCATION = _object(
    "",
    physicalLocation=_object("artifactLocation", artifactLocation=_object("uri", uri=_URI), region=_REGION),
    logicalLocations={
        "type": "array",
        "items": _object("", fullyQualifiedName=_TEXT, kind=_TEXT),
    },
)
_SUPPRESSION = _object(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=_TEXT,
)
_RESULT = _object(
    "message",
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=_LEVEL,
    message=_MESSAGE,
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    locations={"type": "array", "items": _LOCATION},
    properties={"type": "object"},
    suppressions={"type": "array", "items": _SUPPRESSION},
)
_RUN = _object(
    "tool",
    tool=_object(
        "driver",
        driver=_object(
            "name", name=_TEXT, version=_TEXT, rules={"type": "array", "uniqueItems": True, "items": _RULE}
        ),
    ),
    automationDetails=_object("", id=_TEXT),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": _RESULT},
)
SCHEMA: Dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **_object(
        "version runs",
        **{
            "$schema": {"type": "string", "format": "uri"},
            "version": {"const": "2.1.0"},
            "runs": {"type": "array", "items": _RUN},
        },
    ),
}
