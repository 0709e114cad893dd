"""Calls the functions of book/pytorch on the examples, and compares what they return with what the solutions do.

    same.py FOLDER EXAMPLES ANSWERS

reads EXAMPLES, a list in JSON, and writes into ANSWERS for each exercise what is wrong with its file, a list of sentences.
"""

import ast
import json
import math
import pathlib
import sys
from types import SimpleNamespace

import numpy
import torch

torch.set_num_threads(1)


class File:
    """A file: its functions, and what arrays are in it."""

    def __init__(self, path):
        source = path.read_text()
        tree = ast.parse(source)
        imports = {
            alias.name.split(".")[0]
            for node in tree.body
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module)])
        }
        self.kind = "torch" if "torch" in imports else "numpy" if "numpy" in imports else "python"
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        self.shown = {name for name in functions if not name.startswith("_")}
        self.names = {}
        exec(compile(source, str(path), "exec"), self.names)


class Folder:
    def __init__(self, path):
        self.path, self.files = pathlib.Path(path), {}

    def __call__(self, exercise):
        if exercise not in self.files:
            self.files[exercise] = File(self.path / f"{exercise}.py")
        return self.files[exercise]


def received(value, kind, folder):
    """A value as a function receives it."""
    if isinstance(value, list):
        return [received(element, kind, folder) for element in value]
    if not isinstance(value, dict):
        return value
    if "number" in value:
        return float(value["number"])
    if "fields" in value:
        fields = {name: received(field, kind, folder) for name, field in value["fields"].items()}
        return SimpleNamespace(**fields)
    if "python" in value:
        names = {"torch": torch, "numpy": numpy, "math": math, "file": lambda name: SimpleNamespace(**folder(name).names)}
        return eval(value["python"], names)
    of = {str: float, list: lambda parts: complex(*parts)}
    data = [of.get(type(x), lambda x: x)(x) for x in value["data"]]
    array = numpy.array(data, dtype=value["type"])
    array = array.reshape(value["shape"])
    return {"torch": torch.from_numpy, "numpy": lambda a: a, "python": lambda a: a.tolist()}[kind](array)


def plain(value):
    """What a function returned, without PyTorch."""
    if isinstance(value, torch.Tensor):
        return value.detach().numpy()
    return value


def different(expected, actual, tolerance, where="the result"):
    """What is wrong with a result, in a sentence, or None."""
    if isinstance(expected, dict) and "fields" in expected:
        fields = actual if isinstance(actual, dict) else vars(actual)
        pairs = ((expected["fields"][name], fields[name], f"{where}.{name}") for name in expected["fields"])
    elif isinstance(expected, list):
        actual = plain(actual)
        try:
            count = len(actual)
        except TypeError:
            return f"{where} has no parts, and {len(expected)} are expected"
        if count != len(expected):
            return f"{where} has {count} parts, and {len(expected)} are expected"
        pairs = ((e, a, f"{where}[{i}]") for i, (e, a) in enumerate(zip(expected, actual)))
    elif expected is None or isinstance(expected, str):
        return None if actual == expected else f"{where} is {actual!r}, and not {expected!r}"
    else:
        return numbers_differ(expected, actual, tolerance, where)
    return next(filter(None, (different(e, a, tolerance, w) for e, a, w in pairs)), None)


def numbers_differ(expected, actual, tolerance, where):
    if isinstance(expected, dict) and "number" in expected:
        expected = float(expected["number"])
    if isinstance(expected, dict):
        expected = received(expected, "numpy", None)
    expected, actual = numpy.asarray(expected), numpy.asarray(plain(actual))
    if expected.dtype.kind == "c":
        expected, actual = (numpy.stack([x.real, x.imag], axis=-1) for x in (expected, actual))
    if expected.shape != actual.shape:
        return f"{where} has the shape {actual.shape}, and not {expected.shape}"
    if (expected.dtype == bool) != (actual.dtype == bool):
        return f"{where} is of {actual.dtype}, and not of {expected.dtype}"
    if expected.dtype.kind in "biu":
        wrong = expected != actual
    else:
        expected, actual = expected.astype("float64"), actual.astype("float64")
        finite = numpy.isfinite(expected)
        size = numpy.abs(expected[finite]).max(initial=0.0)
        near = numpy.abs(numpy.where(finite, actual - numpy.where(finite, expected, 0.0), 0.0)) <= tolerance * size
        same = (expected == actual) | (numpy.isnan(expected) & numpy.isnan(actual))
        wrong = ~numpy.where(finite, near, same)
    if not wrong.any():
        return None
    place = tuple(int(index) for index in numpy.argwhere(wrong)[0])
    return f"{where} is {actual[place]} at {place}, and not {expected[place]}"


def bent(expected, tolerance):
    """The same with one number changed by ten times what is allowed, or with another shape; None if it has neither."""
    if isinstance(expected, dict):
        if "number" in expected:
            return 0.0
        key = "fields" if "fields" in expected else "data"
        parts = expected[key]
        if key == "data":
            if parts and isinstance(parts[0], list):
                return {**expected, "data": [[parts[0][0] + 1.0, parts[0][1]]] + parts[1:]}
            size = max((abs(x) for x in parts if not isinstance(x, str)), default=0.0)
            if not parts:
                return {**expected, "shape": expected["shape"] + [1]}
            return {**expected, "data": [bent_number(parts[0], size, tolerance)] + parts[1:]}
        for name, part in parts.items():
            if (other := bent(part, tolerance)) is not None:
                return {"fields": {**parts, name: other}}
        return None
    if isinstance(expected, list):
        for i, part in enumerate(expected):
            if (other := bent(part, tolerance)) is not None:
                return expected[:i] + [other] + expected[i + 1 :]
        return expected + [0]
    if isinstance(expected, str):
        return expected + "?"
    return None if expected is None else bent_number(expected, abs(expected), tolerance)


def bent_number(number, size, tolerance):
    if isinstance(number, bool):
        return not number
    if isinstance(number, int):
        return number + 1
    return 0.0 if isinstance(number, str) else number + 10 * tolerance * size + (size == 0)


def tried(example, folder):
    """What is wrong with one example, or None."""
    file = folder(example["exercise"])
    function, tolerance = example["function"], example["tolerance"]
    arguments = [received(argument, file.kind, folder) for argument in example["arguments"]]
    try:
        actual = file.names[function](*arguments)
        expected = example["expected"]
        if example["changed"]:
            places, changed = zip(*example["changed"])
            expected = [expected, *changed]
            actual = [actual, *(arguments[place] for place in places)]
        fault = different(expected, actual, tolerance)
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
    if fault:
        shapes = [a.get("shape", "…") if isinstance(a, dict) else a for a in example["arguments"]]
        return f"{function}({', '.join(map(str, shapes))}): {fault}"
    # A comparison that cannot fail says nothing.
    other = bent(expected, tolerance)
    if other is None:
        return f"{function}: the example compares no number"
    if not different(other, actual, tolerance):
        return f"{function}: a result with another number passes too"
    return None


def main(folder, examples, answers):
    folder, faults, called = Folder(folder), {}, {}
    for example in json.loads(pathlib.Path(examples).read_text()):
        exercise = example["exercise"]
        faults.setdefault(exercise, [])
        called.setdefault(exercise, []).append(example["function"])
        try:
            fault = tried(example, folder)
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
        if fault:
            faults[exercise].append(fault)
    for exercise, functions in called.items():
        if exercise in folder.files:
            for name in sorted(folder.files[exercise].shown - set(functions)):
                faults[exercise].append(f"{name} has no example")
    pathlib.Path(answers).write_text(json.dumps(faults))


if __name__ == "__main__":
    main(*sys.argv[1:])
