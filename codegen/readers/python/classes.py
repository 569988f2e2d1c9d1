"""The classes of the repository: their attributes, their methods, and what stands behind a protocol."""

import ast
from collections.abc import Iterator

from .annotations import Annotations
from .shapes import NOTHING, Instance, Key, Method, Shape, Variable, substituted
from .sources import Function, Module, has_decorator, statements
from .symbols import Outside, Symbols

_PROPERTIES = frozenset({"property", "cached_property"})
_GENERIC = frozenset({"typing.Generic", "typing.Protocol"})


class Classes:
    """Looks members up, through bases and by what generic classes were given."""

    def __init__(self, symbols: Symbols, annotations: Annotations) -> None:
        self._symbols = symbols
        self._annotations = annotations
        self._lines: dict[Instance, tuple[Instance, ...]] = {}
        self._methods: dict[tuple[Instance, str], tuple[Method, ...]] = {}
        self._annotated: dict[Key, dict[str, ast.expr]] = {}
        self._below: dict[Key, tuple[Key, ...]] = {}

    def module(self, key: Key) -> Module:
        return self._symbols.modules[key[0]]

    def node(self, key: Key) -> ast.ClassDef:
        return self.module(key).classes[key[1]]

    def function(self, key: Key) -> Function:
        return self.module(key).functions[key[1]]

    def attribute(self, instance: Instance, name: str) -> Shape | None:
        """What the annotation of an attribute says; None if no class has one."""
        for each in self.line(instance):
            node = self._fields(each.key).get(name)
            if node is not None:
                return substituted(self._annotations.of(node, self.module(each.key)), self._given(each))
        return None

    def methods(self, instance: Instance, name: str) -> tuple[Method, ...]:
        """Every method that may be meant: of the class and its bases (first), and of all that derive from it."""
        if (instance, name) not in self._methods:
            self._methods[instance, name] = tuple(self._find(instance, name))
        return self._methods[instance, name]

    def _find(self, instance: Instance, name: str) -> list[Method]:
        own = [each for each in self.line(instance) if f"{each.key[1]}.{name}" in self.module(each.key).functions]
        found = [Method((each.key[0], f"{each.key[1]}.{name}"), instance) for each in own[:1]]
        below = [key for key in self._derived(instance.key) if f"{key[1]}.{name}" in self.module(key).functions]
        return [*found, *(Method((key[0], f"{key[1]}.{name}"), Instance(key)) for key in below)]

    def is_property(self, method: Method) -> bool:
        return has_decorator(self.function(method.key), *_PROPERTIES)

    def is_protocol(self, key: Key) -> bool:
        """Whether the bodies of its methods are elsewhere."""
        return self._has_base(key, "typing.Protocol") or self._has_base(key, "abc.ABC")

    def derives_from(self, key: Key, name: str) -> bool:
        """Whether a class, or one that it derives from, has a base of that name in a library."""
        return any(self._has_base(each.key, name) for each in self.line(Instance(key)))

    def _has_base(self, key: Key, name: str) -> bool:
        bases = (self._symbols.of(_head(base), self.module(key)) for base in self.node(key).bases)
        return Outside(name) in bases

    def is_of_class(self, method: Method) -> bool:
        """Whether a method takes the class, and not an instance."""
        return has_decorator(self.function(method.key), "classmethod")

    def constructor(self, key: Key) -> tuple[Method | None, list[str]]:
        """What takes the arguments of a class: its `__init__`, or its annotated attributes in order."""
        line = self.line(Instance(key))
        for each in line:
            if f"{each.key[1]}.__init__" in self.module(each.key).functions:
                return Method((each.key[0], f"{each.key[1]}.__init__"), Instance(key)), []
        fields = [name for each in reversed(line) for name in self._fields(each.key)]
        return None, list(dict.fromkeys(fields))

    def line(self, instance: Instance) -> tuple[Instance, ...]:
        """The class and its bases, the nearest first."""
        if instance not in self._lines:
            self._lines[instance] = tuple(self._ancestry(instance))
        return self._lines[instance]

    def _ancestry(self, instance: Instance, seen: tuple[Key, ...] = ()) -> Iterator[Instance]:
        yield instance
        known = self._given(instance)
        for base in self.node(instance.key).bases:
            for atom in self._annotations.of(base, self.module(instance.key)):
                if isinstance(atom, Instance) and atom.key not in seen:
                    arguments = tuple(substituted(argument, known) for argument in atom.arguments)
                    yield from self._ancestry(Instance(atom.key, arguments), (*seen, instance.key))

    def data(self, instance: Instance) -> Iterator[Shape]:
        """What the annotations say of all attributes."""
        for each in self.line(instance):
            for name in self._fields(each.key):
                yield self.attribute(instance, name) or NOTHING

    def bases(self, key: Key) -> Shape:
        """What the bases are, generated classes too."""
        module = self.module(key)
        return NOTHING.union(*(self._annotations.of(base, module) for base in self.node(key).bases))

    def _fields(self, key: Key) -> dict[str, ast.expr]:
        if key not in self._annotated:
            self._annotated[key] = self._read_fields(key)
        return self._annotated[key]

    def _read_fields(self, key: Key) -> dict[str, ast.expr]:
        return {
            node.target.id: node.annotation
            for node in statements(self.node(key).body)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        }

    def _given(self, instance: Instance) -> dict[str, Shape]:
        names = self._variables(instance.key)
        return dict(zip(names, instance.arguments, strict=False))

    def _variables(self, key: Key) -> list[str]:
        module = self.module(key)
        for base in self.node(key).bases:
            if isinstance(base, ast.Subscript) and self._is_generic(base.value, module):
                shape_of = self._annotations.of
                parts = base.slice.elts if isinstance(base.slice, ast.Tuple) else [base.slice]
                atoms = [atom for part in parts for atom in shape_of(part, module) if isinstance(atom, Variable)]
                return [atom.name for atom in atoms]
        return []

    def _is_generic(self, node: ast.expr, module: Module) -> bool:
        return self._symbols.of(node, module) in {Outside(name) for name in _GENERIC}

    def _derived(self, key: Key) -> tuple[Key, ...]:
        """Classes below this one; of a protocol, any class may be one."""
        if key not in self._below:
            self._below[key] = tuple(self._descendants(key))
        return self._below[key]

    def _descendants(self, key: Key) -> Iterator[Key]:
        everywhere = self.is_protocol(key)
        for module in self._symbols.modules.values():
            for name in module.classes:
                other = (module.name, name)
                if other != key and (everywhere or any(each.key == key for each in self.line(Instance(other)))):
                    yield other


def _head(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node
