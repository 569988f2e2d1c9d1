import { fileURLToPath } from 'node:url';

import { createCompilerHost, createProgram, readConfiguration } from '@angular/compiler-cli';
import ts from 'typescript';

/** What Angular calls the files in which it writes templates as TypeScript. */
const TEMPLATES = /\.ngtypecheck\.ts$/;

/**
 * The application as the compiler sees it, with every template turned into TypeScript.
 *
 * `files` are its own sources and templates, without what is generated.
 */
export function compile(folder, types, without) {
  const { options, rootNames, errors } = readConfiguration(fileURLToPath(new URL('tsconfig.app.json', folder)));
  const host = createCompilerHost({ options: { ...options, noEmit: true } });
  const generated = new Map(Object.entries(types).map(([file, names]) => [fileURLToPath(new URL(file, folder)), names]));
  takeOut(host, generated, without);
  const angular = createProgram({ rootNames, options: { ...options, noEmit: true }, host });
  const found = [
    ...errors,
    ...angular.getTsOptionDiagnostics(),
    ...angular.getTsSyntacticDiagnostics(),
    ...angular.getTsSemanticDiagnostics(),
    ...angular.getNgStructuralDiagnostics(),
    ...angular.getNgSemanticDiagnostics(),
  ];
  const program = angular.compiler.getCurrentProgram();
  const besideGenerated = new Set([...generated.keys()].map((file) => file.replace(/[^/\\]*$/, '')));
  const files = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !besideGenerated.has(file.fileName.replace(/[^/\\]*$/, '')));
  expectTemplates(files);
  return { program, files, errors: found.map((each) => told(each, folder)) };
}

/** A compiler that wrote its templates elsewhere would make every field unread that only they read. */
function expectTemplates(files) {
  const components = files.filter((file) => !TEMPLATES.test(file.fileName) && /@Component\(/.test(file.text));
  const checked = new Set(files.filter(isTemplate).map((file) => file.fileName.replace(TEMPLATES, '.ts')));
  const missing = components.filter((file) => !checked.has(file.fileName) && !/_tcb\d+/.test(file.text));
  if (missing.length > 0) {
    throw new Error(`Angular's compiler gave no templates for ${missing.map((file) => file.fileName).join(', ')}`);
  }
}

/** Whether a file is what Angular made of templates. */
export function isTemplate(file) {
  return TEMPLATES.test(file.fileName) && /_tcb\d+/.test(file.text);
}

/** Has the compiler read generated files without some of their fields. */
function takeOut(host, generated, without) {
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (fileName, ...rest) => {
    const names = generated.get(fileName);
    const file = read(fileName, ...rest);
    if (names === undefined || file === undefined || Object.keys(without).length === 0) {
      return file;
    }
    const text = withoutFields(file, (name) => without[names[name]?.name] ?? []);
    return ts.createSourceFile(fileName, text, file.languageVersion, true);
  };
}

function withoutFields(file, fieldsOf) {
  const gone = file.statements
    .filter(ts.isInterfaceDeclaration)
    .flatMap(({ name, members }) => members.filter((member) => fieldsOf(name.text).includes(member.name?.text)));
  return gone.reduceRight((text, { pos, end }) => text.slice(0, pos) + text.slice(end), file.text);
}

function told({ file, start, messageText }, folder) {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (file === undefined || start === undefined) {
    return message;
  }
  const { line, character } = ts.getLineAndCharacterOfPosition(file, start);
  return `${file.fileName.replace(fileURLToPath(folder), '')}:${line + 1}:${character + 1}: ${message}`;
}
