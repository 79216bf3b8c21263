import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { instant } from '../../common/http/http.schemas.js';
import type { Actor } from '../../common/http/principal.js';
import { policyDocumentSchema, policySchema } from './dunning-policies.schemas.js';
import { DunningPolicies, type PolicyVersion } from './dunning-policies.service.js';
import type { DunningPolicy } from './dunning-policy.js';
import { policyDocument } from './policy-document.js';

const policyName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,39}$/,
    'Lower case letters, digits, _ and -, beginning with a letter, at most 40.',
  );

const versionQuery = z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000).optional() });

const policyView = z
  .object({
    name: z.string(),
    version: z.int(),
    source: z.enum(['configuration', 'api']),
    created_by: z.string(),
    created_at: instant,
    policy: policyDocumentSchema,
  })
  .meta({ id: 'DunningPolicy' });
type PolicyView = z.output<typeof policyView>;

const policyList = z.object({ data: z.array(policyView) });

@Controller('v1/dunning-policies')
export class DunningPoliciesController {
  constructor(private readonly policies: DunningPolicies) {}

  @Get()
  @Access('dunning:read')
  @Doc({ summary: 'The newest version of each ladder', returns: { 200: policyList } })
  async list(): Promise<{ data: PolicyView[] }> {
    return { data: (await this.policies.list()).map(toView) };
  }

  @Get(':name')
  @Access('dunning:read')
  @Doc({ summary: 'A ladder, in its newest version unless told', returns: { 200: policyView } })
  async get(
    @Param('name', { schema: policyName }) name: string,
    @Query({ schema: versionQuery }) { version }: z.output<typeof versionQuery>,
  ): Promise<PolicyView> {
    return toView(await this.policies.get(name, version));
  }

  @Put(':name')
  @Access('dunning:policies')
  @Doc({
    summary: 'Write a new version of a ladder; cases that are open keep the one that they began with',
    returns: { 200: policyView },
  })
  async put(
    @Param('name', { schema: policyName }) name: string,
    @Body({ schema: policySchema }) policy: DunningPolicy,
    @CurrentActor() actor: Actor,
  ): Promise<PolicyView> {
    return toView(await this.policies.put(name, policy, actor));
  }
}

function toView({ name, version, source, createdBy, createdAt, policy }: PolicyVersion): PolicyView {
  return {
    name,
    version,
    source,
    created_by: createdBy,
    created_at: createdAt.toISOString(),
    policy: policyDocument(policy),
  };
}
