const { readFileSync } = process.getBuiltinModule('node:fs');
const { join, resolve, sep } = process.getBuiltinModule('node:path');

let map;

/** Leads imports of what global-setup.ts has bundled to the bundles; everything else goes where it always does. */
module.exports = (request, options) => {
  const bundles = process.env['TEST_BUNDLES'];
  if (bundles !== undefined && options.conditions?.includes('import')) {
    map ??= JSON.parse(readFileSync(join(bundles, 'map.json'), 'utf8'));
    const { basedir } = options;
    const found = request.startsWith('.')
      ? basedir.startsWith(map.tests) && map.sources[`${resolve(basedir, request)}.ts`]
      : !isPackage(basedir, bundles) && map.packages[request];
    if (found) return found;
  }
  return options.defaultResolver(request, options);
};

const isPackage = (folder, bundles) => folder.includes(`${sep}node_modules${sep}`) && folder !== bundles;
