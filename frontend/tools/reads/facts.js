import { fileURLToPath } from 'node:url';

import ts from 'typescript';

const WHOLE = '*';
const TAG = '@type';

/** Gathers which fields are read and made, by the full names of their types. */
export class Facts {
  #checker;
  #names;
  #reads = new Map();
  #makes = new Map();

  constructor(checker, folder, types) {
    this.#checker = checker;
    this.#names = new Map(Object.entries(types).map(([file, names]) => [fileURLToPath(new URL(file, folder)), names]));
  }

  /** The schema's type that a declaration stands for: `{name, role}`, or undefined. */
  typeOf(declaration) {
    const names = this.#names.get(declaration?.getSourceFile?.().fileName);
    const name = declaration?.name?.text;
    return name !== undefined && names !== undefined && Object.hasOwn(names, name) ? names[name] : undefined;
  }

  /** The schema's types that a symbol of the program stands for. */
  typesOf(symbol) {
    return (symbol?.declarations ?? []).map((each) => this.typeOf(each)).filter((each) => each !== undefined);
  }

  /** The fields that a property is, each with its type: several if it is a property of a union. */
  fieldsOf(property) {
    return (property?.declarations ?? []).flatMap((declaration) => this.#fieldOf(declaration));
  }

  meet({ name }) {
    entry(this.#reads, name);
  }

  /** What a request is made of is never read by the one who makes it. */
  read(type, field) {
    if (type.role === 'input' || type.role === 'commands') {
      this.make(type, field);
    } else if (field !== TAG) {
      entry(this.#reads, type.name).add(field);
    } else {
      this.meet(type);
    }
  }

  make(type, field) {
    const made = entry(this.#makes, type.name);
    if (field !== TAG) {
      made.add(field);
    }
  }

  whole(type) {
    this.read(type, WHOLE);
  }

  /** Takes note of a property that is read, and of the enums that its type names. */
  readProperty(property) {
    for (const { type, field, declaration } of this.fieldsOf(property)) {
      this.read(type, field);
      this.#readEnums(declaration.type);
    }
  }

  makeProperty(property) {
    for (const { type, field } of this.fieldsOf(property)) {
      this.make(type, field);
    }
  }

  toJSON() {
    return { reads: sorted(this.#reads), makes: sorted(this.#makes) };
  }

  #fieldOf(declaration) {
    const field = declaration.name?.text;
    if (ts.isPropertySignature(declaration) && ts.isInterfaceDeclaration(declaration.parent)) {
      const type = this.typeOf(declaration.parent);
      return type === undefined ? [] : [{ type, field, declaration }];
    }
    return ts.isPropertyAssignment(declaration) ? this.#inTable(declaration, [field]) : [];
  }

  /** A row of an enum's table is its symbol; in the table of commands, the limits of a field are the field. */
  #inTable(declaration, path) {
    const { parent: around } = declaration.parent;
    if (around !== undefined && ts.isPropertyAssignment(around)) {
      return this.#inTable(around, [around.name.text, ...path]);
    }
    const type = this.typeOf(variableOf(declaration));
    if (type?.role === 'table') {
      return path.length === 1 ? [{ type, field: path[0], declaration }] : [];
    }
    const isLimit = type?.role === 'commands' && path[1] === 'constraints' && path[2] !== undefined;
    return isLimit ? [{ type: { name: path[0], role: 'commands' }, field: path[2], declaration }] : [];
  }

  #readEnums(node) {
    if (node === undefined) {
      return;
    }
    if (ts.isTypeReferenceNode(node)) {
      for (const type of this.typesOf(this.#checker.getSymbolAtLocation(node.typeName))) {
        if (type.role === 'name') {
          this.whole(type);
        }
      }
    }
    ts.forEachChild(node, (child) => this.#readEnums(child));
  }
}

function variableOf(node) {
  return node === undefined || ts.isVariableDeclaration(node) ? node : variableOf(node.parent);
}

function entry(map, name) {
  const known = map.get(name) ?? new Set();
  map.set(name, known);
  return known;
}

function sorted(map) {
  return Object.fromEntries([...map.keys()].sort().map((name) => [name, [...map.get(name)].sort()]));
}
