import { readdirSync } from 'node:fs';

import angular from 'angular-eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The rooms that are no feature: what meets the wire, and what pages are made of. */
const PLATFORM = ['wire', 'design'];

const rooms = readdirSync(new URL('src/app/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const features = rooms.filter((room) => !PLATFORM.includes(room));

const HTTP_CLIENT = { regex: '^@angular/common/http', message: 'Only wire/ talks to the gateway: use Wire or RequestService.' };
const WEBSOCKET_SUBJECT = {
  regex: '^rxjs/webSocket',
  message: 'It completes on a clean close, so nothing would ever reconnect: use wire/socket.ts.',
};
const NETWORK_GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: 'Only wire/ opens connections: use Wire or RequestService.',
}));

/** What one room may not import, as a rule with a sentence. */
function imports(patterns) {
  return { 'no-restricted-imports': ['error', { patterns }] };
}

function closed(names, message) {
  return names.map((name) => ({ regex: `^(\\.\\./)+${name}/`, message }));
}

export default defineConfig(
  { ignores: ['dist/', '.angular/', 'node_modules/'] },
  {
    files: ['**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      angular.configs.tsRecommended,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'mill', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'mill', style: 'camelCase' }],
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-signals': 'error',
      // A field on its way out is written and read for as long as an old version needs it.
      '@typescript-eslint/no-deprecated': 'warn',
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      // A component with no members of its own is still a class, and signal inputs are called in templates.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'no-console': 'error',
      'no-restricted-globals': ['error', ...NETWORK_GLOBALS],
      ...imports([HTTP_CLIENT, WEBSOCKET_SUBJECT]),
    },
  },
  {
    files: ['src/app/wire/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      ...imports([WEBSOCKET_SUBJECT, ...closed([...features, 'design'], 'wire/ knows no feature and no page.')]),
    },
  },
  {
    files: ['src/app/wire/transport/**/*.ts'],
    rules: imports([
      { regex: '^(@angular/|rxjs)', message: 'wire/transport/ is shipped to those who have no Angular.' },
      { regex: '^\\.\\./(?!generated|testing)', message: 'wire/transport/ stands on what is generated alone.' },
    ]),
  },
  {
    files: ['src/app/design/**/*.ts'],
    rules: imports([HTTP_CLIENT, WEBSOCKET_SUBJECT, ...closed(features, 'design/ knows no feature.')]),
  },
  ...features.map((feature) => ({
    files: [`src/app/${feature}/**/*.ts`],
    rules: imports([
      HTTP_CLIENT,
      WEBSOCKET_SUBJECT,
      ...closed(features.filter((other) => other !== feature), 'Features know wire/ and design/, never each other.'),
    ]),
  })),
  {
    files: ['src/app/wire/generated/**/*.ts'],
    rules: {
      // They grow with the schemas, one of which may be called Record; what is deprecated still travels.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-deprecated': 'off',
      'max-lines': 'off',
      'max-lines-per-function': 'off',
    },
  },
  {
    files: ['**/*.spec.ts'],
    // A suite is one function that holds many small ones.
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
);
