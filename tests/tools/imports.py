"""Which file names which: modules, templates and static files, as they stand in the repository.

Read from the text alone: nothing is imported. An edge leads from a file to those that it needs.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("aidtrack", "pairings", "projects", "reports", "tests")
# It names every page there is: through it, everything would need everything.
HUBS = {"aidtrack/urls.py"}
QUOTED = re.compile(r"""["']([\w./-]+)["']""")
ADDRESS = re.compile(r"/([\w-]*)")
TAGS = re.compile(r"{%\s*load\s+([\w ]+)%}")


def needs(root: Path = ROOT) -> dict[str, set[str]]:
    """For each file, by its path, those that it names."""
    files = _files(root)
    modules = {_module(path): path for path in files if path.endswith(".py")}
    short = {path.split("/", 1)[1]: path for path in files if not path.endswith(".py")}
    tags = {Path(path).stem: path for path in files if "/templatetags/" in path}
    edges = {}
    for path in files:
        text = (root / path).read_text("utf-8")
        if path.endswith(".py"):
            edges[path] = _needs_of_code(path, ast.parse(text), modules, short)
        else:
            edges[path] = {short[name] for name in QUOTED.findall(text) if name in short}
            loaded = " ".join(TAGS.findall(text)).split()
            edges[path] |= {tags[name] for name in loaded if name in tags}
    answers = _answers(root / "aidtrack/urls.py", modules)
    for path in edges:
        if path.startswith("tests/"):
            edges[path] |= _needs_of_test(path, (root / path).read_text("utf-8"), answers)
            edges[path] |= _conftests(path) & edges.keys()
    return edges | {hub: set() for hub in HUBS}


def nearest(changed: set[str], edges: dict[str, set[str]]) -> dict[str, int]:
    """Every file that needs a changed one, with the number of steps between the two."""
    needed_by = defaultdict(set)
    for path, names in edges.items():
        for name in names:
            needed_by[name].add(path)
    steps, edge = dict.fromkeys(changed, 0), changed
    while edge:
        further = {path for name in edge for path in needed_by[name]} - steps.keys()
        steps |= dict.fromkeys(further, max(steps.values()) + 1)
        edge = further
    return steps


def _files(root: Path) -> list[str]:
    code = [path for folder in CODE for path in (root / folder).rglob("*.py")]
    pages = [*(root / "templates").rglob("*.html"), *(root / "templates").rglob("*.txt")]
    static = [path for ending in ("css", "js") for path in (root / "static").rglob(f"*.{ending}")]
    return sorted(str(path.relative_to(root)) for path in [*code, *pages, *static])


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _needs_of_code(path, tree, modules, short) -> set[str]:
    package = _module(path) if path.endswith("__init__.py") else _module(path).rpartition(".")[0]
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*parts, *filter(None, [node.module])])
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    # A module runs those above it; a dotted text names a module, or something in it.
    dotted = {above for name in names for above in _and_above(name)}
    return {modules[n] for n in dotted if n in modules} | {short[n] for n in names if n in short}


def _and_above(name: str):
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(len(parts), 0, -1))


def _needs_of_test(path: str, text: str, answers: dict[str, set[str]]) -> set[str]:
    """The pages whose addresses it holds."""
    texts = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    begun = [match for value in texts if (match := ADDRESS.match(str(value)))]
    return {page for match in begun for page in answers.get(match.group(1), ())}


def _conftests(path: str) -> set[str]:
    """Those that pytest reads for a test."""
    return {f"{folder}/conftest.py" for folder in Path(path).parents} - {path}


def _answers(urls: Path, modules: dict[str, str]) -> dict[str, set[str]]:
    """For the first word of an address, the files that say what answers it; "" for the overview."""
    tree, answers, imported = ast.parse(urls.read_text("utf-8")), defaultdict(set), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported |= {alias.asname or alias.name: node.module for alias in node.names}
            imported |= {
                alias.name: f"{node.module}.{alias.name}"
                for alias in node.names
                if f"{node.module}.{alias.name}" in modules
            }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "path":
            word = node.args[0].value.split("/")[0]
            for name in _names_in(node.args[1]):
                module = imported.get(name, name)
                if module not in modules:
                    continue
                answers[word].add(modules[module])
                if not word and module.endswith("urls"):
                    for below, files in _answers(
                        urls.parent.parent / modules[module], modules
                    ).items():
                        answers[below] |= files
    return answers


def _names_in(view: ast.expr) -> set[str]:
    names = {node.id for node in ast.walk(view) if isinstance(node, ast.Name)}
    return names | {node.value for node in ast.walk(view) if isinstance(node, ast.Constant)}
