/**
 * Completes package-lock.json after `npm install --package-lock-only`.
 *
 * npm leaves out an optional package that the registry in use does not hold, such as a build for another system,
 * and `npm ci` then refuses the lock as out of step (npm/cli#9846). An entry with its version is enough for
 * `npm ci`: what is for another system is never fetched.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const LOCK = new URL('../package-lock.json', import.meta.url);
const SYSTEM = /(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)/;

const lock = JSON.parse(readFileSync(LOCK, 'utf8'));

for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const [, os, cpu] = SYSTEM.exec(name) ?? [undefined, 'none', 'wasm32'];
    lock.packages[`node_modules/${name}`] ??= { version, cpu: [cpu], dev: true, optional: true, os: [os] };
  }
}

const [root, ...packages] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...packages.sort(([a], [b]) => (a < b ? -1 : 1))]);
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
