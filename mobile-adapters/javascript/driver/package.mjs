// The built package and its testing half, which is compiled beside it and never packaged.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Everything of the public API, and `testing`, from the folder of the built package. */
export async function loadPackage(folder) {
  const load = (name) => import(pathToFileURL(join(folder, 'dist', name)).href);
  return { ...await load('index.js'), testing: await load('testing.js') };
}
