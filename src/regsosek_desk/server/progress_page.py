"""The page at /progres as HTML: a table whose lines lead further down, readable on a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.progress.columns import Column, columns_for, forecast_words, trend_words
from regsosek_desk.services.progress.levels import Day, Row, Table
from regsosek_desk.services.progress.look import DENOMINATORS, WAYS, Look
from regsosek_desk.texts import day_shown, explain, grouped, language, t

_STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1c2430;--faint:#5b6675;--line:#dfe3e8;--soft:#f4f6f8;--accent:#1257a5;
--good:#1c7a3e;--warning:#945f00;--error:#b3261e;--none:#c3cad3}
@media(prefers-color-scheme:dark){:root{--paper:#171b21;--ink:#e8ebef;--faint:#a0a9b5;--line:#343b45;--soft:#20262e;
--accent:#7db7ff;--good:#67c98a;--warning:#e0ab4a;--error:#ff8b82;--none:#4a5360}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.45 system-ui,sans-serif}
main{max-width:100rem;margin:0 auto;padding:1rem}h1{font-size:1.35rem;margin:.2rem 0}a{color:var(--accent)}
.faint{color:var(--faint)}nav{display:flex;flex-wrap:wrap;gap:.4rem;margin:.5rem 0;align-items:center}
nav a,nav b{padding:.35rem .7rem;border:1px solid var(--line);border-radius:.5rem;text-decoration:none}
nav b{border-color:var(--accent);background:var(--soft)}nav.path{gap:.15rem}nav.path a,nav.path b{border:0;
background:none;padding:.2rem .3rem}
.sums{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:.8rem 0}
.sums div{border:1px solid var(--line);border-radius:.6rem;padding:.5rem .8rem}
.sums strong{display:block;font-size:1.5rem}
.bar{display:flex;height:.7rem;border-radius:.35rem;overflow:hidden;background:var(--none);margin:.4rem 0}
.bar i{display:block}.bar .good{background:var(--good)}.bar .warning{background:var(--warning)}
.bar .error{background:var(--error)}
svg{display:block;width:100%;max-width:34rem;height:4.5rem}svg rect{fill:var(--accent)}
table{border-collapse:collapse;width:100%;margin-top:.8rem;font-variant-numeric:tabular-nums}
th,td{padding:.45rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
td{white-space:nowrap}td.text{white-space:normal;min-width:10rem}td.at{min-width:17rem}
th{color:var(--faint);font-size:.85rem;font-weight:600;vertical-align:bottom}
.text{text-align:left}td.good{color:var(--good)}
td.warning{color:var(--warning)}td.error{color:var(--error)}td.zero{color:var(--none)}tr.total td{font-weight:700}
.wide{overflow-x:auto}.code{display:block;color:var(--faint);font-size:.8rem}
form{display:grid;gap:.8rem;max-width:22rem}input,button{font:inherit;padding:.6rem .8rem;border-radius:.5rem;
border:1px solid var(--line);background:var(--paper);color:var(--ink)}
input{letter-spacing:.15em;text-transform:uppercase}
button{background:var(--accent);color:var(--paper);border:0;font-weight:600}.said{color:var(--error)}
@media(max-width:46rem){thead{display:none}table,tbody,tr,td{display:block;width:100%}tr{border:1px solid var(--line);
border-radius:.6rem;margin:.6rem 0;padding:.5rem .7rem}td{border:0;padding:.12rem 0;text-align:right;display:flex;
justify-content:space-between;gap:1rem}td:before{content:attr(data-name);color:var(--faint);white-space:nowrap}
td.name{font-size:1.1rem;
font-weight:600;text-align:left}td.name:before{content:none}
td.text,td.at{min-width:0}td:empty,td.zero{display:none}}
"""
_HEIGHT, _WIDTH = 72, 544


def door_page(office: str, fault: DeskError | None = None) -> str:
    """Asks for the code, and says why the last one didn't open."""
    words = (t("progress.page.wrong") if fault.code == "code_wrong" else explain(fault)[0]) if fault else ""
    said = f'<p class="said" role="alert">{escape(words)}</p>' if fault else ""
    return _page(
        t("progress.page.title", office=office),
        f"<h1>{escape(t('progress.page.title', office=office))}</h1><p>{escape(t('progress.page.door'))}</p>{said}"
        f'<form method="post"><label for="kode">{escape(t("progress.page.code"))}</label>'
        '<input id="kode" name="kode" autocomplete="off" autocapitalize="characters" required autofocus>'
        f"<button>{escape(t('progress.page.enter'))}</button></form>",
    )


def progress_page(table: Table, office: str, now: str) -> str:
    """The whole page; `now` is UTC, ISO 8601."""
    title = t("progress.page.title", office=office)
    clock = datetime.fromisoformat(now).astimezone()
    when = t("progress.page.as_of", day=day_shown(clock.date()), clock=f"{clock:%H.%M}")
    parts = [
        f'<h1>{escape(title)}</h1><p class="faint">{escape(when)}</p>',
        _ways(table.look),
        _denominators(table.look),
        _path(table),
        _sums(table),
        _trend(table.trend),
        _rows(table),
        f'<p class="faint">{escape(t("progress.page.no_names"))}</p>',
    ]
    return _page(title, "".join(parts))


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def address(look: Look) -> str:
    """Where a look is found."""
    wanted = [("jalan", look.way), *(("di", key) for key in look.path), ("penyebut", look.denominator)]
    return f"?{urlencode([*wanted, *([('mangkrak', '1')] if look.only_stalled else [])])}"


def _link(look: Look, words: str, *, here: bool = False) -> str:
    return f"<b>{escape(words)}</b>" if here else f'<a href="{escape(address(look))}">{escape(words)}</a>'


def _ways(look: Look) -> str:
    links = (_link(replace(look, way=way, path=()), t(f"progress.way.{way}"), here=way == look.way) for way in WAYS)
    return f"<nav>{''.join(links)}</nav>"


def _denominators(look: Look) -> str:
    links = [
        _link(replace(look, denominator=each), t(f"progress.denominator.{each}"), here=each == look.denominator)
        for each in DENOMINATORS
    ]
    words = t("progress.page.only_stalled", days=look.stalled_days)
    turned = replace(look, only_stalled=not look.only_stalled)
    stalled = f'<a href="{escape(address(turned))}">{"☑" if look.only_stalled else "☐"} {escape(words)}</a>'
    return f'<nav><span class="faint">{escape(t("progress.page.against"))}</span>{"".join(links)}{stalled}</nav>'


def _path(table: Table) -> str:
    look = table.look
    steps = [(replace(look, path=()), t("progress.page.all")), *(
        (replace(look, path=look.path[: at + 1]), name) for at, name in enumerate(table.crumbs)
    )]  # fmt: skip
    shown = [_link(each, name, here=at == len(steps) - 1) for at, (each, name) in enumerate(steps)]
    return f'<nav class="path">{" › ".join(shown)}</nav>'


def _sums(table: Table) -> str:
    figures, look = table.total.figures, table.look
    boxes = [
        (figures.wanted, t(f"progress.denominator.{look.denominator}")),
        (figures.clean, t("progress.column.clean")),
        (figures.warning, t("progress.column.warning")),
        (figures.error, t("progress.column.error")),
        (figures.todo, t("progress.column.todo")),
        (figures.stalled, t("progress.column.stalled")),
    ]
    shown = "".join(f"<div><strong>{grouped(count)}</strong>{escape(words)}</div>" for count, words in boxes)
    return f'<div class="sums">{shown}</div>{_bar(table.total)}<p>{escape(forecast_words(table))}</p>'


def _bar(row: Row) -> str:
    figures = row.figures
    whole = max(figures.wanted, figures.keyed, 1)
    pieces = "".join(
        f'<i class="{name}" style="width:{100 * count / whole:.2f}%"></i>'
        for name, count in (("good", figures.clean), ("warning", figures.warning), ("error", figures.error))
    )
    return f'<div class="bar" aria-hidden="true">{pieces}</div>'


def _trend(days: Sequence[Day]) -> str:
    if len(days) < 2:
        return ""
    most, step = max(1, *(day.clean for day in days)), _WIDTH / len(days)
    bars = "".join(
        f'<rect x="{at * step:.1f}" width="{step - 4:.1f}" y="{_HEIGHT - (high := _HEIGHT * day.clean / most):.1f}" '
        f'height="{high:.1f}"><title>{escape(day_shown(day.day))}: {grouped(day.clean)}</title></rect>'
        for at, day in enumerate(days)
    )
    words = trend_words(days)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(words)}">{bars}</svg>'
        f'<p class="faint">{escape(words)}</p>'
    )


def _rows(table: Table) -> str:
    columns = [each for each in columns_for(table.look) if each.name != "code"]  # it stands below the name
    if not table.rows:
        return f"<p>{escape(t('progress.none_stalled' if table.look.only_stalled else 'progress.none'))}</p>"
    heads = "".join(f'<th class="{_side(each)}">{escape(each.heading(table.look))}</th>' for each in columns)
    body = "".join(_row(each, table, columns) for each in table.rows)
    return (
        f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{body}'
        f"{_row(table.total, table, columns, of='total')}</tbody></table></div>"
    )


def _row(row: Row, table: Table, columns: Iterable[Column], of: str = "") -> str:
    cells = "".join(_cell(each, row, table) for each in columns)
    return f'<tr class="{of}">{cells}</tr>'


def _cell(column: Column, row: Row, table: Table) -> str:
    value = column.value(row, table)
    words = escape(column.shown(row, table))
    if column.name == "name":
        code = f'<span class="code">{escape(row.key)}</span>' if row.key and row.key != column.value(row, table) else ""
        linked = row is not table.total and not table.look.is_last
        words = f'<a href="{escape(address(table.look.into(row.key)))}">{words}</a>' if linked else words
        return f'<td class="name text"><span>{words}{code}</span></td>'
    kind = "zero" if value == 0 else f"{column.kind} {column.name}"
    return f'<td class="{kind}" data-name="{escape(column.heading(table.look))}">{words}</td>'


def _side(column: Column) -> str:
    return "text" if column.kind == "text" else ""
