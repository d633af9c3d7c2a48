"""The house: three storeys, arrows only down, small rooms. What these tests hold is drawn in the README."""

from __future__ import annotations

import ast
import re
from functools import cache
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
STOREYS = ("sectors", "meetings", "coordination")  # from the ground up
ABOVE = {name: STOREYS[number + 1 :] for number, name in enumerate(STOREYS)}
GROUND = (  # the order inside the ground floor, from the bottom up
    {"text", "dates", "personal", "sensitive"},
    {"access"},
    {"models", "reference", "gazetteer", "geometry", "bulk"},
    {"filters", "similar"},
    {"fourws"},
    {"changes"},
    {"forms"},
    {"admin", "apps", "translation"},
)
STYLESHEET = ROOT / "coordination/static/coordination/site.css"


def code(*storeys: str) -> list[Path]:
    files = chain.from_iterable((ROOT / storey).rglob("*.py") for storey in storeys)
    return sorted(path for path in files if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def within(path: Path) -> str:
    """The part of its storey a file belongs to: its folder, or itself."""
    return path.relative_to(ROOT).with_suffix("").parts[1]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [("." * node.level) + (node.module or "")]
    return []


def is_reference(text: str, storey: str) -> bool:
    """A dotted name that leads into a storey: "coordination.tasks.ping", "meetings.Action"."""
    return re.fullmatch(rf"{storey}(\.\w+)+", text) is not None


def strings(path: Path) -> list[ast.Constant]:
    return [n for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


@pytest.mark.parametrize("storey", ["sectors", "meetings"])
def test_arrows_only_point_down(storey):
    wrong = [
        f"{place(path, node)} imports {name}"
        for path in code(storey)
        for node in ast.walk(tree(path))
        for name in imported(node)
        if name.split(".")[0] in ABOVE[storey]
    ]

    assert wrong == []


def test_the_ground_floor_has_an_order_too():
    level = {name: number for number, names in enumerate(GROUND) for name in names}
    wrong = [
        f"{place(path, node)} imports {name}"
        for path in code("sectors")
        for node in ast.walk(tree(path))
        for name in imported(node)
        if name.startswith("sectors.") and name.split(".")[1] != within(path)
        if level[name.split(".")[1]] > level[within(path)]
    ]

    assert wrong == []


@pytest.mark.parametrize("storey", ["sectors", "meetings"])
def test_a_string_is_an_arrow_too(storey):
    wrong = [
        f"{place(path, node)} names {node.value}"
        for path in code(storey)
        for node in strings(path)
        if any(is_reference(str(node.value), above) for above in ABOVE[storey])
    ]

    assert wrong == []


@pytest.mark.parametrize("storey", ["sectors", "meetings"])
def test_relations_name_classes_not_strings(storey):
    relations = {"ForeignKey", "OneToOneField", "ManyToManyField"}
    wrong = [
        f"{place(path, node)} {node.args[0].value}"
        for path in code(storey)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in relations
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value != "self"
    ]

    assert wrong == []


def test_imports_stand_at_the_top_of_the_file():
    wrong = [
        place(path, inner)
        for path in code(*STOREYS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert wrong == []


def test_imports_are_absolute():
    wrong = [
        place(path, node)
        for path in code(*STOREYS)
        for node in ast.walk(tree(path))
        if any(name.startswith(".") for name in imported(node))
    ]

    assert wrong == []


def test_the_roof_never_says_objects():
    """Rows come from visible() and editable(): nothing else on the roof can reach one."""
    forbidden = {"objects", "_default_manager", "_base_manager"}
    tokens = "coordination/api/me.py"  # knox makes tokens in its manager, and only there
    wrong = [
        f"{place(path, node)} .{node.attr}"
        for path in code("coordination")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in forbidden
        if not (node.attr == "_default_manager" and place(path).startswith(tokens))
    ]

    assert wrong == []


def test_only_commands_and_tasks_take_all_rows():
    allowed = {"tasks.py"}
    wrong = [
        place(path, node)
        for path in code("coordination")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Name)
        and node.id == "all_rows"
        and path.name not in allowed
        and not {"commands", "demo", "letters"}
        & set(path.parts)  # the demonstration is a command in several files
    ]

    assert wrong == []


def test_nothing_happens_behind_the_back():
    """No signals below the roof: who reads a change reads all that it does."""
    wrong = [
        f"{place(path, node)} {name}"
        for path in code("sectors", "meetings")
        for node in ast.walk(tree(path))
        for name in imported(node)
        if "signals" in name.split(".") or name == "django.dispatch"
    ]

    assert wrong == []


def test_the_ground_knows_no_addresses():
    wrong = [
        place(path, node)
        for path in code("sectors", "meetings")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name == "get_absolute_url"
    ]

    assert wrong == []


def test_files_stay_small_enough_to_read():
    """The aim is 300 lines; at 400 somebody has to find the second noun in the file."""
    long = {place(path): lines(path) for path in code(*STOREYS) if lines(path) > 400}

    assert long == {}


def test_templates_stay_small_enough_to_read():
    """The aim is 80 lines; at 120 a piece wants a file of its own."""
    long = {place(path): lines(path) for path in templates() if lines(path) > 120}

    assert long == {}


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def templates() -> list[Path]:
    return sorted(
        path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".svg", ".txt"}
    )


INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/(ld\+)?json)", re.IGNORECASE
    ),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "other site": re.compile(
        r"<(script|link|img|iframe|source|use)\b[^>]*\b(src|href)\s*=\s*[\"'](https?:)?//"
    ),
}


@pytest.mark.parametrize("fault", INLINE)
def test_templates_hold_nothing_the_browser_would_refuse(fault):
    wrong = [
        f"{place(path)} {found[0][:60]}"
        for path in templates()
        if path.suffix in {".html", ".svg"}
        for found in INLINE[fault].finditer(without_tags(path.read_text(encoding="utf-8")))
    ]

    assert wrong == []


def without_tags(html: str) -> str:
    """Template tags may hold ">", which would end an element too early."""
    return re.sub(
        r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", lambda found: "·" * len(found[0]), html, flags=re.DOTALL
    )


def test_translated_blocks_are_trimmed():
    """Else the indentation of the template becomes part of the text a translator sees."""
    wrong = [
        f"{place(path)} {found[0]}"
        for path in templates()
        for found in re.finditer(r"\{%\s*blocktranslate\b[^%]*%\}", path.read_text(encoding="utf-8"))
        if "trimmed" not in found[0] and path.suffix == ".html"
    ]

    assert wrong == []


PHYSICAL = re.compile(
    r"(?<![\w-])("
    r"(margin|padding|border)-(left|right)(-\w+)*"
    r"|border-(top|bottom)-(left|right)-radius"
    r"|left|right"
    r")\s*:"
    r"|(text-align|float|clear|caption-side)\s*:\s*(left|right)\b"
)


@pytest.mark.skipif(not STYLESHEET.exists(), reason="there is no stylesheet yet")
def test_the_stylesheet_serves_both_directions():
    css = re.sub(
        r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found[0]), STYLESHEET.read_text(), flags=re.DOTALL
    )
    wrong = [
        f"site.css:{css.count(chr(10), 0, found.start()) + 1} {found[0].strip()}"
        for found in PHYSICAL.finditer(css)
    ]

    assert wrong == []


@pytest.mark.parametrize("app", ["sectors", "meetings"])
def test_migrations_are_up_to_date(app, settings, db):
    if not (ROOT / app / "migrations").exists():
        pytest.skip("there are no migrations yet")
    settings.MIGRATION_MODULES = {}
    said = StringIO()

    try:
        call_command("makemigrations", app, check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())
