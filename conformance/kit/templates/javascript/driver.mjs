#!/usr/bin/env node
// @name@: reads requests from standard input, one a line, and answers each on standard output.
// Exit status: 0 after `bye` or the end of the input.

import { kOps } from './ops.mjs';
import { Conversation, LineSplitter } from './protocol.mjs';

const conversation = new Conversation(kOps);
const splitter = new LineSplitter();

function handle(line) {
  if (conversation.isOver) return;
  const reply = conversation.answer(line);
  process.stdout.write(`${reply}\n`, () => {
    if (conversation.isOver) process.exit(0);
  });
}

process.stdin.on('data', (chunk) => splitter.push(chunk).forEach(handle));
process.stdin.on('end', () => splitter.finish().forEach(handle));
