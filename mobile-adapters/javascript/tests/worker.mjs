// What a worker of workers.test.mjs does.

import { parentPort, workerData } from 'node:worker_threads';
import { carry, MapStore, pair, smx } from './support.mjs';

const tasks = {
  talk() {
    const { alice, bob } = pair();
    let carried = 0;
    for (let i = 0; i < 200; i += 1) {
      const { message } = i % 2 === 0 ? carry(alice, bob, `w ${i}`) : carry(bob, alice, `w ${i}`);
      if (message === `w ${i}`) carried += 1;
    }
    parentPort.postMessage(carried);
  },
  callback() {
    const records = new MapStore();
    const { alice } = pair(new smx.ApplicationStore(records));
    records.commit = () => {
      parentPort.postMessage('in it');
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    };
    alice.replenish(1);
  },
  leave() {
    globalThis.kept = [pair(), pair(new smx.ApplicationStore(new MapStore()))];
  },
};

tasks[workerData.task]();
