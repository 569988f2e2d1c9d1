/**
 * Tells which fields of the generated types this application reads and makes: `node tools/reads.js < question.json`.
 *
 * The question is `{"types": {"<file>": {"<exported name>": {"name": "<full name>", "role": "record"}}}, "without": {}}`:
 * files by path below this folder; a role is `record`, `input`, `name`, `table` or `commands`. `without` has fields by
 * full name that are to be taken out of the types before anything is compiled.
 *
 * The answer is `{"reads": {"<full name>": ["<field>"]}, "makes": {...}, "errors": [...]}`; `*` stands for a value that
 * is used whole. With errors of the compiler the rest says nothing.
 */
import { readFileSync, writeSync } from 'node:fs';

import { compile } from './reads/compile.js';
import { Facts } from './reads/facts.js';
import { Walk } from './reads/walk.js';

const question = JSON.parse(readFileSync(0, 'utf8'));
const folder = new URL('..', import.meta.url);
const { program, files, errors } = compile(folder, question.types, question.without ?? {});
const facts = new Facts(program.getTypeChecker(), folder, question.types);

new Walk(program.getTypeChecker(), facts).over(files);
writeSync(1, `${JSON.stringify({ ...facts.toJSON(), errors }, null, 2)}\n`);
