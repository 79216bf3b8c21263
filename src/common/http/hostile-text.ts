const MAX_DEPTH = 32;
const MAX_NODES = 20_000;

/** What no text column can hold, or nothing of ours needs: where it stands, and what it is. */
export interface HostileInput {
  readonly path: string;
  readonly what: string;
}

interface Node {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/** The first place in a parsed body that holds NUL, half a surrogate pair or senseless nesting; null when there is none. */
export function findHostileInput(root: unknown): HostileInput | null {
  const open: Node[] = [{ value: root, path: '', depth: 0 }];
  let seen = 0;
  for (let node = open.pop(); node; node = open.pop()) {
    seen += 1;
    if (seen > MAX_NODES) return { path: '', what: 'Too many values.' };
    if (node.depth > MAX_DEPTH) return { path: node.path.slice(0, 200), what: 'Nested too deep.' };
    if (typeof node.value === 'string') {
      if (isHostile(node.value))
        return { path: node.path, what: 'Text with characters that cannot be stored.' };
    } else if (typeof node.value === 'object' && node.value !== null) {
      const hostileKey = pushChildren(node, open);
      if (hostileKey) return hostileKey;
    }
  }
  return null;
}

function pushChildren(node: Node, open: Node[]): HostileInput | null {
  for (const [key, value] of Object.entries(node.value as object)) {
    if (isHostile(key)) return { path: node.path, what: 'A name with characters that cannot be stored.' };
    open.push({ value, path: node.path ? `${node.path}.${key}` : key, depth: node.depth + 1 });
  }
  return null;
}

function isHostile(text: string): boolean {
  return text.includes('\u0000') || /\p{Surrogate}/u.test(text);
}
