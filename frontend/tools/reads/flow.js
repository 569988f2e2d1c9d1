import ts from 'typescript';

import { argumentsOf, isClass, isDeferred, isForeign, isLossy, isObject, isParameter } from './holding.js';

/** Follows values of schemas' types from what they are to what they are taken for. */
export class Flow {
  /** Type parameters of the application's own code whose values end where nothing is known of them. */
  leaking = new Set();
  #checker;
  #facts;
  #holding;
  #done = new Map();

  constructor(checker, facts, holding) {
    this.#checker = checker;
    this.#facts = facts;
    this.#holding = holding;
  }

  /** Takes note of what is lost or read when a value of type `from` is taken for one of type `to`. */
  follow(from, to) {
    const known = this.#done.get(from) ?? new Set();
    this.#done.set(from, known);
    if (from === to || known.has(to) || isClass(from)) {
      return;
    }
    known.add(to);
    if (to.flags & (ts.TypeFlags.Void | ts.TypeFlags.Never)) {
      return;
    }
    if (isLossy(to) || isAnything(to)) {
      this.lose(from);
    } else if (from.isUnion()) {
      from.types.forEach((each) => this.follow(each, to));
    } else if (isParameter(from) || isDeferred(from)) {
      this.#followConstraint(from, to);
    } else if (to.isUnionOrIntersection()) {
      this.#followToOneOf(from, to.types);
    } else if (from.isIntersection()) {
      const same = from.types.filter((each) => isSame(each, to));
      (same.length > 0 ? same : from.types).forEach((each) => this.follow(each, to));
    } else if (!isParameter(to) && !isDeferred(to) && isObject(to)) {
      this.#followObject(from, to);
    }
  }

  /** Takes note that a value is used in a way that cannot be followed. */
  lose(type) {
    this.#holding.within(type).forEach((each) => this.#facts.whole(each));
    this.#holding.parameters(type).forEach((each) => this.leaking.add(each.symbol));
  }

  #followToOneOf(from, types) {
    const same = types.filter((each) => isSame(from, each));
    const fitting = types.filter((each) => this.#checker.isTypeAssignableTo(from, each));
    (same.length > 0 ? same : fitting.length > 0 ? fitting : types).forEach((each) => this.follow(from, each));
  }

  /** A type that only a caller knows is at least its constraint. */
  #followConstraint(from, to) {
    const constraint = this.#checker.getBaseConstraintOfType(from);
    const isSame = to.isUnion() && to.types.includes(from);
    if (!isSame && constraint !== undefined && constraint !== from) {
      this.follow(constraint, to);
    }
  }

  #followObject(from, to) {
    if (isSame(from, to)) {
      this.#followArguments(from, to);
      return;
    }
    this.#followCalls(from, to);
    if (isObject(from) && isForeign(from) && argumentsOf(from, this.#checker).length > 0) {
      this.#expectHeld(from, to);
    } else {
      this.#followProperties(from, to);
    }
  }

  #followArguments(from, to) {
    const [given, taken] = [argumentsOf(from, this.#checker), argumentsOf(to, this.#checker)];
    taken.forEach((each, index) => {
      if (given[index] !== undefined) {
        this.follow(given[index], each);
      }
    });
    if (given.length === 0) {
      this.#followCalls(from, to);
    }
  }

  /** A function that is called elsewhere: its results go there, and its parameters come from there. */
  #followCalls(from, to) {
    const [given, taken] = [from.getCallSignatures?.() ?? [], to.getCallSignatures?.() ?? []];
    if (given.length === taken.length) {
      given.forEach((each, index) => this.#followCall(each, taken[index]));
    } else {
      given.forEach((each) => taken.forEach((other) => this.#followCall(each, other)));
    }
  }

  #followCall(given, taken) {
    this.follow(given.getReturnType(), taken.getReturnType());
    given.getParameters().forEach((parameter, index) => {
      const handed = taken.getParameters()[index];
      if (handed !== undefined) {
        this.follow(this.#checker.getTypeOfSymbol(handed), this.#checker.getTypeOfSymbol(parameter));
      }
    });
  }

  /** A container of a library becomes another one: both have to hold the same. */
  #expectHeld(from, to) {
    const held = new Set(this.#holding.within(to).map((each) => each.name));
    const isGeneric = this.#holding.parameters(to).length > 0;
    this.#holding
      .within(from)
      .filter((each) => !held.has(each.name) && !isGeneric)
      .forEach((each) => this.#facts.whole(each));
  }

  #followProperties(from, to) {
    for (const property of this.#checker.getPropertiesOfType(to)) {
      const given = this.#checker.getPropertyOfType(from, property.name);
      if (given !== undefined) {
        this.#facts.makeProperty(property);
        this.#facts.readProperty(given);
        this.follow(this.#checker.getTypeOfSymbol(given), this.#checker.getTypeOfSymbol(property));
      }
    }
  }
}

/** Whether one type is the other, or both are made of the same generic one. */
function isSame(from, to) {
  const isOne = from === to || (from.symbol !== undefined && from.symbol === to.symbol);
  return isOne || (from.isIntersection() && from.types.some((each) => isSame(each, to)));
}

/** An object of which nothing is said, or whose properties have any name. */
function isAnything(type) {
  if (!isObject(type) || type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) {
    return false;
  }
  const isEmpty = type.getProperties().length === 0 && argumentsOfAny(type).length === 0;
  return isEmpty || type.getStringIndexType() !== undefined;
}

function argumentsOfAny(type) {
  return type.aliasTypeArguments ?? type.typeArguments ?? [];
}
