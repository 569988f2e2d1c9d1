import ts from 'typescript';

import { isTemplate } from './compile.js';
import { Flow } from './flow.js';
import { Holding, isPlainObject } from './holding.js';

const { SyntaxKind } = ts;

/** Goes over sources and templates, and takes note of every use of what schemas declare. */
export class Walk {
  #checker;
  #facts;
  #holding;
  #flow;
  #visits = {
    [SyntaxKind.Identifier]: (node) => this.#name(node),
    [SyntaxKind.PropertyAccessExpression]: (node) => this.#access(node),
    [SyntaxKind.ElementAccessExpression]: (node) => this.#element(node),
    [SyntaxKind.BindingElement]: (node) => this.#binding(node),
    [SyntaxKind.ObjectLiteralExpression]: (node) => this.#literal(node),
    [SyntaxKind.SpreadAssignment]: (node) => this.#loseDirectly(node.expression),
    [SyntaxKind.SpreadElement]: (node) => this.#spread(node),
    [SyntaxKind.TemplateSpan]: (node) => this.#lose(node.expression),
    [SyntaxKind.BinaryExpression]: (node) => this.#binary(node),
    [SyntaxKind.ForInStatement]: (node) => this.#lose(node.expression),
    [SyntaxKind.ForOfStatement]: (node) => this.#forOf(node),
    [SyntaxKind.ThrowStatement]: (node) => this.#loseDirectly(node.expression),
    [SyntaxKind.ExpressionStatement]: (node) => this.#statement(node),
    [SyntaxKind.TypeOperator]: (node) => this.#keyOf(node),
    [SyntaxKind.IndexedAccessType]: (node) => this.#indexed(node),
    [SyntaxKind.CallExpression]: (node) => this.#call(node),
    [SyntaxKind.NewExpression]: (node) => this.#call(node),
    [SyntaxKind.TypeReference]: (node) => this.#reference(node),
    [SyntaxKind.ClassDeclaration]: (node) => this.#class(node),
    [SyntaxKind.ClassExpression]: (node) => this.#class(node),
  };

  constructor(checker, facts) {
    this.#checker = checker;
    this.#facts = facts;
    this.#holding = new Holding(checker, facts);
    this.#flow = new Flow(checker, facts, this.#holding);
  }

  /** Again while generic code turns out to let go of what it is given. */
  over(files) {
    let leaking;
    do {
      leaking = this.#flow.leaking.size;
      files.forEach((file) => ts.forEachChild(file, (node) => this.#visit(node)));
    } while (this.#flow.leaking.size > leaking);
  }

  #visit(node) {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      return;
    }
    this.#visits[node.kind]?.(node);
    if (isValue(node)) {
      this.#value(node);
    }
    ts.forEachChild(node, (child) => this.#visit(child));
  }

  /** A value goes where its context expects something. */
  #value(node) {
    const type = this.#checker.getTypeAtLocation(node);
    const expected = this.#checker.getContextualType(node);
    if (expected !== undefined && type !== expected) {
      this.#flow.follow(type, expected);
    }
  }

  /** Enums and tables are used whole, unless a member is named. */
  #name(node) {
    const symbol = this.#checker.getSymbolAtLocation(node);
    const isAlias = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const types = this.#facts.typesOf(isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol);
    for (const type of types) {
      if (type.role === 'name' || (type.role === 'table' && !isOfAccess(node))) {
        this.#facts.whole(type);
      }
    }
  }

  #access(node) {
    this.#property(node.expression, node.name.text, this.#checker.getSymbolAtLocation(node.name));
  }

  #element(node) {
    const index = this.#checker.getTypeAtLocation(node.argumentExpression);
    const names = index.isUnion() ? index.types : [index];
    const type = this.#checker.getTypeAtLocation(node.expression);
    if (names.every((each) => each.isStringLiteral())) {
      names.forEach(({ value }) => this.#property(node.expression, value, this.#checker.getPropertyOfType(type, value)));
    } else if ((index.flags & ts.TypeFlags.ESSymbolLike) === 0 && (index.flags & ts.TypeFlags.NumberLike) === 0) {
      this.#loseDirectly(node.expression);
    }
  }

  /** A property that the type has lost is read all the same. */
  #property(expression, name, symbol) {
    if (symbol !== undefined) {
      this.#facts.readProperty(symbol);
      return;
    }
    const types = this.#holding.direct(this.#checker.getTypeAtLocation(expression));
    types.filter(({ role }) => role === 'record').forEach((type) => this.#facts.read(type, name));
  }

  #binding(node) {
    if (!ts.isObjectBindingPattern(node.parent)) {
      return;
    }
    const name = node.propertyName ?? node.name;
    const type = this.#checker.getTypeAtLocation(node.parent);
    if (node.dotDotDotToken !== undefined || ts.isComputedPropertyName(name)) {
      this.#holding.direct(type).forEach((each) => this.#facts.whole(each));
      return;
    }
    const property = this.#checker.getPropertyOfType(type, name.text);
    if (property !== undefined) {
      this.#facts.readProperty(property);
    } else {
      this.#holding.direct(type).forEach((each) => this.#facts.read(each, name.text));
    }
  }

  /** An object that is taken for one of a schema makes its fields. */
  #literal(node) {
    const expected = this.#checker.getContextualType(node);
    if (expected === undefined) {
      return;
    }
    const parts = expected.isUnion() ? expected.types : [expected];
    const type = this.#checker.getTypeAtLocation(node);
    const fitting = parts.filter((each) => this.#checker.isTypeAssignableTo(type, each));
    for (const part of fitting.length > 0 ? fitting : parts) {
      const made = this.#facts.typesOf(part.symbol);
      for (const property of node.properties.filter((each) => each.name?.text !== undefined)) {
        made.forEach((each) => this.#facts.make(each, property.name.text));
      }
    }
  }

  #spread(node) {
    const type = this.#checker.getTypeAtLocation(node.expression);
    const expected = this.#checker.getContextualType(node);
    const kept = new Set(expected === undefined ? [] : this.#holding.within(expected).map(({ name }) => name));
    if (expected !== undefined && kept.size === 0) {
      this.#flow.lose(type);
    }
  }

  #binary({ left, operatorToken, right }) {
    switch (operatorToken.kind) {
      case SyntaxKind.PlusToken:
      case SyntaxKind.PlusEqualsToken:
        this.#lose(left);
        this.#lose(right);
        break;
      case SyntaxKind.InKeyword:
        if (ts.isStringLiteralLike(left)) {
          const types = this.#holding.direct(this.#checker.getTypeAtLocation(right));
          types.forEach((type) => this.#facts.read(type, left.text));
        } else {
          this.#lose(right);
        }
        break;
      case SyntaxKind.EqualsToken:
        if (ts.isObjectLiteralExpression(left) || ts.isArrayLiteralExpression(left)) {
          this.#lose(right);
        }
        break;
      default:
    }
  }

  #forOf({ initializer, expression }) {
    if (!ts.isVariableDeclarationList(initializer)) {
      this.#lose(expression);
    }
  }

  /** In a template, an expression that stands alone is bound to something of the page. */
  #statement(node) {
    const isListener = ts.findAncestor(node, ts.isArrowFunction) !== undefined;
    if (isTemplate(node.getSourceFile()) && !isListener && !isAssignment(node.expression)) {
      this.#lose(node.expression);
    }
  }

  #keyOf(node) {
    if (node.operator === SyntaxKind.KeyOfKeyword) {
      this.#holding.direct(this.#checker.getTypeFromTypeNode(node.type)).forEach((each) => this.#facts.whole(each));
    }
  }

  #indexed({ objectType, indexType }) {
    const type = this.#checker.getTypeFromTypeNode(objectType);
    const index = this.#checker.getTypeFromTypeNode(indexType);
    const names = index.isUnion() ? index.types : [index];
    for (const each of this.#holding.direct(type)) {
      names.forEach((name) => this.#facts.read(each, name.isStringLiteral() ? name.value : '*'));
    }
  }

  /** What a generic function is given: by its constraints it reads, and by `keyof` it may read anything. */
  #call(node) {
    const signature = this.#checker.getResolvedSignature(node);
    this.#generic(this.#checker.getTypeAtLocation(node));
    const parameters = signature?.declaration?.typeParameters ?? [];
    if (parameters.length === 0) {
      return;
    }
    const given = this.#checker.getTypeArgumentsForResolvedSignature(signature) ?? [];
    const readsAny = mentionsKeyOf(signature.declaration);
    parameters.forEach((parameter, index) => this.#argument(parameter, given[index], readsAny));
  }

  #reference(node) {
    this.#generic(this.#checker.getTypeFromTypeNode(node));
  }

  /** An object is also used as what its class extends or implements, by whoever was given it so. */
  #class(node) {
    for (const base of (node.heritageClauses ?? []).flatMap(({ types }) => types)) {
      this.#flow.follow(this.#checker.getTypeAtLocation(node), this.#checker.getTypeAtLocation(base));
    }
  }

  #generic(type) {
    const given = type.target === undefined ? [] : this.#checker.getTypeArguments(type);
    const parameters = type.target?.typeParameters ?? [];
    parameters.forEach((each, index) => this.#argument(each.symbol?.declarations?.[0], given[index], false));
  }

  #argument(parameter, given, readsAny) {
    if (parameter === undefined || given === undefined || !ts.isTypeParameterDeclaration(parameter)) {
      return;
    }
    const symbol = this.#checker.getSymbolAtLocation(parameter.name);
    if (readsAny || this.#flow.leaking.has(symbol)) {
      this.#flow.lose(given);
    } else if (parameter.constraint !== undefined) {
      const constraint = this.#checker.getTypeFromTypeNode(parameter.constraint);
      if (isPlainObject(constraint) && this.#holding.within(constraint).length === 0) {
        this.#flow.follow(given, constraint);
      }
    }
  }

  #lose(node) {
    this.#flow.lose(this.#checker.getTypeAtLocation(node));
  }

  #loseDirectly(node) {
    this.#holding.direct(this.#checker.getTypeAtLocation(node)).forEach((each) => this.#facts.whole(each));
  }
}

/** Whether a node stands where a value is used. */
function isValue(node) {
  return ts.isExpression(node) && !ts.isSpreadElement(node) && !ts.isOmittedExpression(node) && !isTakenApart(node);
}

/** Whether a pattern names what is wanted of a value: the pattern says it, and its context nothing. */
function isTakenApart({ parent }) {
  const isDeclared = ts.isVariableDeclaration(parent) || ts.isParameter(parent);
  return isDeclared && ts.isBindingPattern(parent.name) && parent.type === undefined;
}

function isAssignment(node) {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.EqualsToken;
}

function isOfAccess({ parent }) {
  const isNamed = ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent);
  return isNamed || (ts.isElementAccessExpression(parent) && ts.isStringLiteralLike(parent.argumentExpression));
}

function mentionsKeyOf(node) {
  const signature = [...(node.typeParameters ?? []), ...node.parameters];
  return signature.some((each) => containsKeyOf(each));
}

function containsKeyOf(node) {
  const isKeyOf = ts.isTypeOperatorNode(node) && node.operator === SyntaxKind.KeyOfKeyword;
  return isKeyOf || ts.forEachChild(node, (child) => containsKeyOf(child) || undefined) === true;
}
