// What is packaged, installed as an application would, with the sample on top of it.

import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { folder, kPackage } from './support.mjs';

const kSample = fileURLToPath(new URL('../samples/two_devices.mjs', import.meta.url));

function run(program, args, cwd) {
  const env = { ...process.env };
  delete env.SMX_NODE_ADDON;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** A project that has installed the package. */
function project(context) {
  const made = folder(context);
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', made], kPackage));
  const app = join(made, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{"private": true, "type": "module"}');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(made, packed.filename)], app);
  return { app, files: packed.files.map(({ path }) => path) };
}

test('the package has what it needs and nothing for tests; the sample runs on it', (context) => {
  const { app, files } = project(context);
  assert.ok(files.includes('dist/index.js') && files.includes('dist/index.d.ts'));
  assert.ok(files.includes(`prebuilds/${process.platform}-${process.arch}/smx.node`));
  assert.ok(files.includes('LICENSE') && files.includes('README.md'));
  assert.deepEqual(files.filter((path) => path.includes('testing')), []);

  assert.ok(readFileSync(kSample, 'utf8').split('\n').length <= 60);
  copyFileSync(kSample, join(app, 'two_devices.mjs'));
  assert.equal(run(process.execPath, ['two_devices.mjs'], app), 'bob reads: hello\nalice reads, opened again: hello back\n');
});

test('the types are those that a strict program needs', (context) => {
  const { app } = project(context);
  writeFileSync(join(app, 'uses.ts'), `
    import { Device, init, MemoryStore, SmxError, type Received } from '@semafore/smx';
    init();
    const device = Device.create(new MemoryStore());
    const received: Received = device.receive('label', device.keys, new Uint8Array(1));
    export const plaintext: Uint8Array = received.plaintext;
    export const isStale = (error: unknown): boolean =>
      error instanceof SmxError && error.name === 'stale_state' && error.code === 13;
    // @ts-expect-error: a string is never a plaintext
    device.send('label', 'text');
    // @ts-expect-error: no name of the table
    new SmxError('no_such_name');
  `);
  const npm = process.env.SMX_NODE_NPM;
  run(process.execPath, [join(npm, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--target', 'es2022',
    '--module', 'node16', '--moduleResolution', 'node16', '--lib', 'es2022,esnext.disposable',
    '--typeRoots', join(npm, 'node_modules/@types'), '--types', 'node', 'uses.ts'], app);
});
