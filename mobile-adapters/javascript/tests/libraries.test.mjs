// Node has an OpenSSL of its own, and newer ones an SQLite: the module must use neither. What the
// dynamic loader binds shows it.

import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { folder, kPackage, native } from './support.mjs';

test('the module\'s calls go to its own libraries', (context) => {
  const made = folder(context);
  const program = `import { init, Device, SqliteStore } from ${JSON.stringify(pathToFileURL(join(kPackage, 'dist/index.js')).href)};
    init(); Device.create(new SqliteStore(${JSON.stringify(join(made, 'device.db'))}), { oneTimePrekeys: 1 });`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, LD_BIND_NOW: '1', LD_DEBUG: 'bindings', LD_DEBUG_OUTPUT: join(made, 'bindings') },
  });
  assert.equal(status, 0);
  const bindings = readdirSync(made).filter((name) => name.startsWith('bindings'))
    .flatMap((name) => readFileSync(join(made, name), 'utf8').split('\n'));
  const ours = /binding file (\S+) \[\d+\] to (\S+) \[\d+\]: normal symbol `([^']+)'/;
  const bound = bindings.map((line) => ours.exec(line)).filter((match) => match !== null)
    .map(([, from, to, symbol]) => ({ from: basename(from), to: basename(to), symbol }));
  const module = bound.filter(({ from }) => /^smx.*\.node$/.test(from));
  assert.ok(module.some(({ to }) => to.startsWith('libcrypto.so')), 'the loader told nothing');
  const node = basename(process.execPath);
  const strangers = bound.filter(({ from, to, symbol }) => (
    /^(smx.*\.node|libcrypto\.so|libsodium\.so|libsqlite3\.so)/.test(from) && to === node
    && !symbol.startsWith('napi_')));
  assert.deepEqual(strangers, []);
});

test('the packaged module cannot be told its random values', () => {
  const testing = Object.keys(native).filter((name) => name.startsWith('testing'));
  assert.deepEqual(testing, process.env.SMX_NODE_ADDON === undefined ? [] : testing);
});
