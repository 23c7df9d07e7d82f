// Ops of the conversation itself: greeting, cases, farewell.

import { oneOf, text } from '../../../conformance/drivers/javascript/shape.mjs';

const kProtocol = 1;

/** The control ops; `announced` gives the names of all ops. */
export const controlOps = (smx, announced) => ({
  hello: {
    members: { protocol: oneOf(kProtocol) },
    run: () => ({
      ok: {
        protocol: kProtocol,
        implementation: {
          name: 'smx-node',
          version: smx.version(),
          language: 'TypeScript',
          platform: `node ${process.versions.node} ${process.platform} ${process.arch}`,
        },
        ops: announced(),
        features: { inject_random: true, trace: false, state: true },
      },
    }),
  },
  'case.begin': { members: { case: text }, run: () => ({ ok: {} }) },
  'case.end': {
    members: {},
    run: (_, handles) => {
      for (const device of handles.devices.values()) device.close();
      handles.devices.clear();
      return { ok: {} };
    },
  },
  bye: { members: {}, run: () => ({ ok: {}, isLast: true }) },
});
