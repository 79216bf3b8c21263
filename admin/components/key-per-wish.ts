/**
 * Of a dialog: whatever is asked for goes out under one key, however often it is sent, and something else under another. What the server
 * made before its answer was lost is found again by that, and nobody is left with a secret that he never saw.
 */
export function keyPerWish(make: () => string): <W extends object>(wish: W) => W & { readonly key: string } {
  const keys = new Map<string, string>();
  return (wish) => {
    const asked = JSON.stringify(wish);
    const key = keys.get(asked) ?? make();
    keys.set(asked, key);
    return { ...wish, key };
  };
}
