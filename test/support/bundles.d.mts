/** Makes the bundles for a run of tests; answers the folder that they are in. */
export function buildBundles(options: { readonly sourcemap: boolean }): Promise<string>;
