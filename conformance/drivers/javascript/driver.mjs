#!/usr/bin/env node
// The JavaScript driver: reads requests from standard input, one a line, and answers each on
// standard output (the driver protocol, version 1). Exit status: 0 after `bye` or the end of the
// input, 1 when the output cannot be written.

import { answer, newHandles } from './answer.mjs';
import { LineSplitter } from './line_splitter.mjs';

const handles = newHandles();
const splitter = new LineSplitter();
let isDone = false;

const kTooLong = JSON.stringify({ id: null, error: { message: 'the line is over 1 MiB' } });

function handle(line) {
  if (isDone) return; // nothing is answered after bye
  const reply = line === null ? { line: kTooLong } : answer(line, handles);
  isDone = reply.isLast === true;
  process.stdout.write(`${reply.line}\n`, isDone ? () => process.exit(0) : undefined);
}

process.stdout.on('error', () => process.exit(1));
process.stdin.on('data', (chunk) => splitter.push(chunk).forEach(handle));
process.stdin.on('end', () => splitter.finish().forEach(handle));
