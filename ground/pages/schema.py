"""What the OpenAPI file says of every route alike: problems, versions, keys for POST."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from ground.pages.bulk import BulkSerializer

PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "The sentence for the user."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer to the wrong value."},
                    "detail": {"type": "string"},
                },
                "required": ["pointer", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
    "example": {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "有的值不正确，见 errors。",
        "errors": [{"pointer": "#/likelihood", "detail": "请确保该值小于或者等于 5。"}],
    },
}
READING = {
    "400": "The request is not right; `errors` says where.",
    "401": "No token, or one that is unknown, expired or of a closed account.",
    "403": "The token, or the roles of its person, do not include this.",
    "404": "There is no such row, or it lies outside the units of the caller's roles.",
    "429": "Too many requests; wait as long as `Retry-After` says.",
}
WRITING = READING | {
    "409": "The state of the row, or a rule of the register, forbids it; `detail` says why.",
    "412": "The row is no longer the version that `If-Match` names.",
    "415": "The body is not of a type that is understood.",
    "422": "The `Idempotency-Key` was used for another request.",
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 64, "pattern": "^[!-~]+$"},
    "description": "Chosen by the caller: the same request with the same key is carried out once.",
}
SEEN = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string", "pattern": '^("[0-9a-f-]+"|\\*)$'},
    "description": "The ETag of the row as the caller saw it; where it has changed since, the answer is 412.",
}


class Schema(AutoSchema):
    """What is said of an operation; the body of one that makes many rows is a list of them."""

    def get_request_serializer(self) -> Any:
        wanted: Any = super().get_request_serializer()
        return BulkSerializer(child=wanted) if getattr(self.view, "action", "") == "bulk" else wanted


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular: add to every operation what all share."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request"):
            schema["additionalProperties"] = False
    result["components"]["schemas"]["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            known = READING if method == "get" else WRITING
            for status, words in known.items():
                operation["responses"].setdefault(status, {"description": words, "content": content})
            parameters = operation.setdefault("parameters", [])
            if method == "post":
                parameters.append(ONCE)
            if method in ("patch", "put") or (method == "post" and "{" in path):
                parameters.append(SEEN)
    return result
