import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds in one part of a page, each as one readable line. */
export function violationsWithin(page: Page, selector: string): Promise<string[]> {
  return violationsIn(page.mainFrame(), { framed: false, selector });
}

/** What axe finds in the page and in every frame of it that is ours, each as one readable line. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const found = await Promise.all(
    page.frames().map(async (frame) => {
      const framed = frame !== page.mainFrame();
      const isLeft = framed && (isForeign(frame) || (await isShut(frame)));
      return isLeft ? [] : violationsIn(frame, { framed });
    }),
  );
  return found.flat();
}

/** A vendor's own, of whose inside we have no say. */
function isForeign(frame: Frame): boolean {
  const its = originOf(frame);
  return its !== 'null' && its !== originOf(frame.page().mainFrame());
}

function originOf(frame: Frame): string {
  return URL.canParse(frame.url()) ? new URL(frame.url()).origin : 'null';
}

/** No script runs in a frame that is wholly sandboxed, such as a mail's. */
async function isShut(frame: Frame): Promise<boolean> {
  return (await (await frame.frameElement()).getAttribute('sandbox')) === '';
}

async function violationsIn(
  frame: Frame,
  { framed, selector }: { readonly framed: boolean; readonly selector?: string },
): Promise<string[]> {
  if (!(await frame.evaluate('typeof axe === "object"'))) await frame.evaluate(axe.source);
  // A framed page is a part of the one around it and needs no landmark or heading of its own.
  const off = { enabled: false };
  const rules = framed ? { region: off, 'page-has-heading-one': off, 'landmark-one-main': off } : {};
  const options = { runOnly: TAGS, iframes: false, resultTypes: ['violations'], rules };
  const { violations } = await frame.evaluate<{ violations: Violation[] }>(
    `axe.run(${selector === undefined ? 'document' : JSON.stringify(selector)}, ${JSON.stringify(options)}).then(({ violations }) => ({ violations }))`,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} at ${JSON.stringify(node.target)} (${node.failureSummary ?? ''})`),
  );
}
