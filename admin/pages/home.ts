import type { PageContext } from 'adminjs';
import { actorOfCall } from '../actions/panel-action.js';
import { HOME_RANGES, type HomeSummary } from '../contract.js';
import type { PanelServices } from '../panel-services.js';

/** The figures of the first page, each the head of a list that it links to. */
export async function homeSummary(
  { expiringCards }: PanelServices,
  context: PageContext,
): Promise<HomeSummary> {
  const actor = actorOfCall(context.currentAdmin);
  const counts = await Promise.all(HOME_RANGES.map((range) => expiringCards.count({ range }, actor)));
  return {
    expiring: Object.fromEntries(
      HOME_RANGES.map((range, index) => [range, counts[index]]),
    ) as HomeSummary['expiring'],
  };
}
