"""Fills a template in a process that may die of it: `python template_sandbox.py SECONDS`.

A template is a program of somebody's: a loop over a billion numbers or a text of all memory ends this process with a
limit, and not the one that answers people. Needs nothing of the product. On stdin a line of JSON with the fields,
then the .docx; on stdout a line of JSON with what became of it, then the filled .docx.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any, NoReturn

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

MEMORY = 2**30  # bytes of addresses; the register form of a large bureau takes 0.3


class UnknownField(TemplateError):
    """A template names a field that there is not."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Unknown(StrictUndefined):
    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        raise UnknownField(str(self._undefined_name))

    __iter__ = __str__ = __len__ = __bool__ = __call__ = __getitem__ = _refuse  # type: ignore[assignment]
    __html__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._refuse()


def filled(template: bytes, fields: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    """(what is wrong: a code with what it names, or nothing; the document)."""
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(fields, SandboxedEnvironment(undefined=_Unknown, autoescape=True))
        file = io.BytesIO()
        document.save(file)
    except UnknownField as error:
        return {"code": "unknown", "name": error.name}, b""
    except (MemoryError, OverflowError):
        return {"code": "too_much"}, b""
    except TemplateSyntaxError as error:
        return {"code": "unreadable", "why": error.message or ""}, b""
    except Exception as error:
        # Whatever else a template of an office makes of its fields, e.g. a filter that there is not.
        return {"code": "unreadable", "why": str(error)[:300]}, b""
    return {}, file.getvalue()


def main() -> None:
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # It writes no file, opens no socket and starts nothing; a limit says so to the kernel, too.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    fields = json.loads(sys.stdin.buffer.readline())
    wrong, document = filled(sys.stdin.buffer.read(), fields)
    sys.stdout.buffer.write(json.dumps(wrong).encode() + b"\n" + document)


if __name__ == "__main__":
    main()
