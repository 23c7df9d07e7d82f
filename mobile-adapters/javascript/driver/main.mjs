#!/usr/bin/env node
// The driver `node-addon`: the package @semafore/smx behind the driver protocol (conformance/protocol),
// over smx-node-testing. Its argument is the folder of the built package. Exit status: 0 after `bye`
// or the end of the input, 1 when the output cannot be written or the library does not start.

import { LineSplitter } from '../../../conformance/drivers/javascript/line_splitter.mjs';
import { Driver, kTooLong } from './answer.mjs';
import { loadPackage } from './package.mjs';

const smx = await loadPackage(process.argv[2]);
smx.init();
const driver = new Driver(smx);
const splitter = new LineSplitter();
let isDone = false;

function handle(line) {
  if (isDone) return; // nothing is answered after bye
  const reply = line === null ? { line: kTooLong } : driver.answer(line);
  isDone = reply.isLast === true;
  process.stdout.write(`${reply.line}\n`, isDone ? () => process.exit(0) : undefined);
}

process.stdout.on('error', () => process.exit(1));
process.stdin.on('data', (chunk) => splitter.push(chunk).forEach(handle));
process.stdin.on('end', () => splitter.finish().forEach(handle));
