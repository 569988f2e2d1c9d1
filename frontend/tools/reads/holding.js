import ts from 'typescript';

const LOSSY = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive;
const DEFERRED = ts.TypeFlags.Conditional | ts.TypeFlags.IndexedAccess | ts.TypeFlags.Index | ts.TypeFlags.Substitution;

/** Which types of schemas a TypeScript type holds, directly or inside of something else. */
export class Holding {
  #checker;
  #facts;
  #known = new Map();

  constructor(checker, facts) {
    this.#checker = checker;
    this.#facts = facts;
  }

  /** All, at any depth: behind type arguments, results of calls, and properties of types that no library declares. */
  within(type) {
    return this.#inside(type).types;
  }

  /** The type parameters in a type, at any depth. */
  parameters(type) {
    return this.#inside(type).parameters;
  }

  #inside(type) {
    if (!this.#known.has(type)) {
      const [found, seen] = [new Map(), new Set()];
      this.#gather(type, found, seen);
      this.#known.set(type, { types: [...found.values()], parameters: [...seen].filter(isParameter) });
    }
    return this.#known.get(type);
  }

  /** Those that a value of the type is, or whose fields it has. */
  direct(type) {
    if (type.isUnionOrIntersection()) {
      return distinct(type.types.flatMap((each) => this.direct(each)));
    }
    if (isParameter(type) || type.flags & DEFERRED) {
      const constraint = this.#checker.getBaseConstraintOfType(type);
      return constraint === undefined || constraint === type ? [] : this.direct(constraint);
    }
    const self = this.#facts.typesOf(type.symbol);
    return self.length > 0 || !isPlainObject(type) ? self : this.#carried(type);
  }

  /** The types whose fields an object has that is none of them: a copy, a part. */
  #carried(type) {
    const properties = this.#checker.getPropertiesOfType(type);
    const types = properties.flatMap((each) => this.#facts.fieldsOf(each).map((field) => field.type));
    return distinct(types.filter(({ role }) => role === 'record' || role === 'input'));
  }

  #gather(type, found, seen) {
    if (seen.has(type)) {
      return;
    }
    seen.add(type);
    for (const each of type.isUnionOrIntersection() ? [] : this.direct(type)) {
      found.set(each.name + each.role, each);
    }
    for (const part of this.#partsOf(type)) {
      this.#gather(part, found, seen);
    }
  }

  #partsOf(type) {
    if (type.isUnionOrIntersection()) {
      return type.types;
    }
    const parts = [...argumentsOf(type, this.#checker), ...(type.aliasTypeArguments ?? [])];
    if (isParameter(type) || type.flags & DEFERRED) {
      const constraint = this.#checker.getBaseConstraintOfType(type);
      return constraint === undefined || constraint === type ? parts : [...parts, constraint];
    }
    if (!isObject(type) || isClass(type)) {
      return parts;
    }
    const results = type.getCallSignatures().map((each) => each.getReturnType());
    return [...parts, ...results, ...(isForeign(type) ? [] : this.#propertiesOf(type))];
  }

  #propertiesOf(type) {
    return this.#checker.getPropertiesOfType(type).map((each) => this.#checker.getTypeOfSymbol(each));
  }
}

/** Whether a value forgets what it is by becoming this. */
export function isLossy(type) {
  return (type.flags & LOSSY) !== 0;
}

export function isParameter(type) {
  return (type.flags & ts.TypeFlags.TypeParameter) !== 0;
}

export function isDeferred(type) {
  return (type.flags & DEFERRED) !== 0;
}

export function isObject(type) {
  return (type.flags & ts.TypeFlags.Object) !== 0;
}

/** Whether a type is that of a class and not of its instances: it makes values, and holds none. */
export function isClass(type) {
  return type.getConstructSignatures().length > 0;
}

/** Whether a type is declared by a library. */
export function isForeign(type) {
  const declarations = type.symbol?.declarations ?? [];
  return declarations.length > 0 && declarations.every((each) => each.getSourceFile().isDeclarationFile);
}

/** The arguments of a generic type; the elements of an array or tuple. */
export function argumentsOf(type, checker) {
  const isReference = isObject(type) && (type.objectFlags & ts.ObjectFlags.Reference) !== 0;
  return isReference ? checker.getTypeArguments(type).filter((each) => each !== type) : [];
}

/** Whether a type is the application's own, or a part of one. */
export function isPlainObject(type) {
  return isObject(type) && (!isForeign(type) || (type.objectFlags & ts.ObjectFlags.Mapped) !== 0);
}

function distinct(types) {
  return [...new Map(types.map((each) => [each.name + each.role, each])).values()];
}
