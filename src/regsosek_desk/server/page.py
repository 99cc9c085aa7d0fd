"""The page at /docs: the operations of the API as plain HTML. It needs no script and no other host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from regsosek_desk.texts import language, t

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "section{border-top:1px solid #ccc;padding:.5rem 0}code{background:#f2f2f2;padding:.1rem .3rem}"
    "h2{font-size:1.1rem}.method{font-weight:700}"
)


def operations_page(schema: Mapping[str, Any]) -> str:
    """HTML of every operation in an OpenAPI document: what it takes and what it answers."""
    info = schema["info"]
    title = escape(f"{info['title']} {info['version']}")
    operations = "".join(
        _operation(method, path, operation, schema)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    head = f'<html lang="{language()}"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    source = f'<p>{escape(t("server.docs_program"))} <a href="openapi.json">openapi.json</a></p>'
    return f"<!doctype html>{head}<h1>{title}</h1>{source}{operations}</html>"


def _operation(method: str, path: str, operation: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    parts = [
        f'<section><h2><span class="method">{method.upper()}</span> <code>{escape(path)}</code></h2>',
        f"<p>{escape(operation.get('description', ''))}</p>",
        _list(t("server.docs_takes"), [*_parameters(operation), *_body(operation, schema)]),
        _list(t("server.docs_answers"), _answers(operation)),
        "</section>",
    ]
    return "".join(parts)


def _parameters(operation: Mapping[str, Any]) -> Iterator[str]:
    for each in operation.get("parameters", ()):
        needed = "" if each.get("required") else "?"
        yield f"<code>{escape(each['name'])}</code>{needed} ({escape(each['in'])})"


def _body(operation: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        fields = schema["components"]["schemas"][name]["properties"] if name else {}
        inside = ", ".join(f"<code>{escape(field)}</code>" for field in fields)
        yield f"body ({escape(media)}) {inside}"


def _answers(operation: Mapping[str, Any]) -> Iterator[str]:
    for status, answer in operation["responses"].items():
        yield f"<code>{escape(status)}</code> {escape(answer.get('description', ''))}"


def _list(title: str, items: list[str] | Iterator[str]) -> str:
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f"<p>{escape(title)}</p><ul>{rows}</ul>" if rows else ""
