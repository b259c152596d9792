"""What can be counted about the code itself: tests hold it.

``python -m tests.tools.house`` prints it.

Names    those that a function, class, parameter, assignment, loop, import or ``with`` binds
Empty    names that say that something was found, held or told, not what it is
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
APPS = ("aidtrack", "pairings", "projects", "reports")
LONGEST_LINE = 120
EMPTY_WORDS = frozenset(
    {"found", "held", "said", "told", "known", "given", "kept", "seen"}
    | {"asked", "shown", "named", "made", "taken", "one", "each", "other"}
)


def modules(*folders: str) -> list[Path]:
    """The modules below these folders of the project, without migrations."""
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in paths if "migrations" not in path.parts)


def bound_names(source: str) -> Iterator[str]:
    """Every name that the source binds, as often as it does; attributes are not counted."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.arg():
                yield node.arg
            case ast.alias():
                yield node.asname or node.name.split(".")[0]
            case ast.ExceptHandler(name=str()):
                yield node.name


def count_names(paths: list[Path]) -> Counter:
    return Counter(name for path in paths for name in bound_names(path.read_text("utf-8")))


def is_empty(name: str) -> bool:
    return name.strip("_") in EMPTY_WORDS


def empty_share(names: Counter) -> float:
    """Share of the bound names that say nothing; fraction of 1."""
    return sum(n for name, n in names.items() if is_empty(name)) / names.total()


def template_lines() -> list[str]:
    paths = sorted((ROOT / "templates").rglob("*.html"))
    return [line for path in paths for line in path.read_text("utf-8").splitlines()]


def long_share(lines: list[str]) -> float:
    """Share of the lines that are longer than an editor shows; fraction of 1."""
    return sum(len(line) > LONGEST_LINE for line in lines) / len(lines)


def modules_by_folder() -> dict[str, int]:
    """How many modules lie flat in each folder, package files not counted."""
    counts = Counter(
        str(path.parent.relative_to(ROOT))
        for path in modules(*APPS, "tests")
        if path.name != "__init__.py"
    )
    return dict(counts.most_common())


def function_lengths(paths: list[Path]) -> list[int]:
    trees = (ast.parse(path.read_text("utf-8")) for path in paths)
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return sorted(
        node.end_lineno - node.lineno + 1
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, functions)
    )


def main():
    lines, lengths = template_lines(), function_lengths(modules(*APPS))
    print(f"templates  {long_share(lines):.1%} of {len(lines)} lines over {LONGEST_LINE}", end=", ")
    print(f"the longest {max(map(len, lines))}")
    print(f"functions  median {median(lengths)}, p90 {lengths[len(lengths) * 9 // 10]}", end=", ")
    print(f"the longest {lengths[-1]}")
    for folders in (APPS, ("tests",)):
        names = count_names(modules(*folders))
        empty = {name: n for name, n in names.most_common() if is_empty(name)}
        print(f"names      {', '.join(folders)}: {empty_share(names):.2%} say nothing", empty)
    for folder, count in list(modules_by_folder().items())[:5]:
        print(f"folder     {count:3} modules in {folder}/")


if __name__ == "__main__":
    main()
