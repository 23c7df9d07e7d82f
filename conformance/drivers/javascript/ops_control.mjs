// Ops of the conversation itself: greeting, cases, farewell.

import { oneOf, text } from './shape.mjs';

const kProtocol = 1;

/** The control ops; `announced` gives the names of all ops. */
export const controlOps = (announced) => ({
  hello: {
    members: { protocol: oneOf(kProtocol) },
    run: () => ({
      ok: {
        protocol: kProtocol,
        implementation: {
          name: 'smx-javascript',
          version: '0.1.0',
          language: 'JavaScript',
          platform: `node ${process.versions.node} ${process.platform} ${process.arch}`,
        },
        ops: announced(),
        features: { inject_random: true, trace: true, state: true },
      },
    }),
  },
  'case.begin': { members: { case: text }, run: () => ({ ok: {} }) },
  'case.end': {
    members: {},
    run: () => ({
      ok: {},
      commit: (handles) => {
        handles.sessions.clear();
        handles.devices.clear();
      },
    }),
  },
  bye: { members: {}, run: () => ({ ok: {}, isLast: true }) },
});
