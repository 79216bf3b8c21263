import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { DUNNING_ACTOR } from './case-journal.service.js';
import { configuredPolicies, policySchema } from './dunning-policies.schemas.js';
import { policyFor, type DunningPolicy, type SegmentFacts } from './dunning-policy.js';
import { policyDocument } from './policy-document.js';

/** One version of a policy. */
export interface PolicyVersion {
  readonly name: string;
  readonly version: number;
  readonly policy: DunningPolicy;
  readonly source: 'configuration' | 'api';
  readonly createdBy: string;
  readonly createdAt: Date;
}

interface VersionRow extends Omit<PolicyVersion, 'policy'> {
  readonly document: unknown;
}

const COLUMNS = `name, version, document, source, created_by AS "createdBy", created_at AS "createdAt"`;

const NEWEST = `SELECT DISTINCT ON (name) ${COLUMNS} FROM dunning_policies ORDER BY name, version DESC`;

// Configured anew only where the file says something else than it last did, so that a change over REST stays.
const KEEP = `INSERT INTO dunning_policies (name, version, document, source, created_by, created_at)
  SELECT $1, coalesce(max(version), 0) + 1, $2::jsonb, $3, $4, $5 FROM dunning_policies WHERE name = $1
  HAVING $3 = 'api' OR (array_agg(document ORDER BY version DESC) FILTER (WHERE source = 'configuration'))[1] IS DISTINCT FROM $2::jsonb
  ON CONFLICT DO NOTHING RETURNING version`;

/** The ladders, by name and version. */
@Injectable()
export class DunningPolicies {
  private readonly configured: ReturnType<typeof configuredPolicies>;
  private readonly read = new Map<string, DunningPolicy>();
  private kept: Promise<void> | null = null;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {
    this.configured = configuredPolicies(config.dunning);
  }

  /** The newest version of each, by name. */
  async list(): Promise<PolicyVersion[]> {
    await this.keepConfigured();
    const rows: VersionRow[] = await this.db.query(NEWEST);
    return rows.map(toVersion);
  }

  /** Throws 404 for an unknown name, or version of it; the newest unless told. */
  async get(name: string, version?: number): Promise<PolicyVersion> {
    await this.keepConfigured();
    const rows: VersionRow[] = await this.db.query(
      `SELECT ${COLUMNS} FROM dunning_policies WHERE name = $1 AND ($2::integer IS NULL OR version = $2) ORDER BY version DESC LIMIT 1`,
      [name, version ?? null],
    );
    const [row] = rows;
    if (!row) throw new NotFound('dunning policy');
    return toVersion(row);
  }

  /** Every version of one, newest first; throws 404 for an unknown name. */
  async versions(name: string): Promise<PolicyVersion[]> {
    await this.keepConfigured();
    const rows: VersionRow[] = await this.db.query(
      `SELECT ${COLUMNS} FROM dunning_policies WHERE name = $1 ORDER BY version DESC`,
      [name],
    );
    if (rows.length === 0) throw new NotFound('dunning policy');
    return rows.map(toVersion);
  }

  /** Writes a new version, unless the newest says the same. */
  async put(name: string, policy: DunningPolicy, actor: Actor): Promise<PolicyVersion> {
    await this.keepConfigured();
    const document = JSON.stringify(policyDocument(policy));
    await this.db.transaction(async (tx) => {
      await tx.query(
        `SELECT 1 FROM dunning_policies WHERE name = $1 ORDER BY version DESC LIMIT 1 FOR UPDATE`,
        [name],
      );
      const same: unknown[] = await tx.query(
        `SELECT 1 FROM (${NEWEST}) newest WHERE name = $1 AND document = $2::jsonb`,
        [name, document],
      );
      if (same.length > 0) return;
      const rows: { version: number }[] = await tx.query(KEEP, [
        name,
        document,
        'api',
        actor.name,
        this.clock.now(),
      ]);
      await this.audit.record(tx, {
        actor,
        action: 'dunning_policy.changed',
        entityType: 'dunning_policy',
        entityId: name,
        details: { version: rows[0]?.version ?? null },
      });
    });
    return this.get(name);
  }

  /** The policy of a new case; null where none is for it, as for prepaid services that no policy names. */
  async choose(facts: SegmentFacts): Promise<PolicyVersion | null> {
    const newest = await this.list();
    const policies = Object.fromEntries(newest.map(({ name, policy }) => [name, policy]));
    const name = policyFor(policies, this.configured.fallback, facts);
    return newest.find((version) => version.name === name) ?? null;
  }

  /** Whether any policy is for prepaid services. */
  async coverPrepaid(): Promise<boolean> {
    if (Object.values(this.configured.policies).some(isForPrepaid)) return true;
    const rows: unknown[] = await this.db.query(
      `SELECT 1 FROM (${NEWEST}) newest WHERE document @> '{"segments":[{"billing_mode":"prepaid"}]}' LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** The version that a case began with; one that was read once is known for good. */
  async of(
    tx: EntityManager,
    { policyName: name, policyVersion: version }: { policyName: string; policyVersion: number },
  ): Promise<DunningPolicy> {
    const key = `${name}:${String(version)}`;
    const known = this.read.get(key);
    if (known) return known;
    const rows: VersionRow[] = await tx.query(
      `SELECT ${COLUMNS} FROM dunning_policies WHERE name = $1 AND version = $2`,
      [name, version],
    );
    const [row] = rows;
    if (!row) throw new Error(`There is no version ${String(version)} of the policy ${name}.`);
    const { policy } = toVersion(row);
    this.read.set(key, policy);
    return policy;
  }

  private keepConfigured(): Promise<void> {
    this.kept ??= this.keepAll().catch((error: unknown) => {
      this.kept = null;
      throw error;
    });
    return this.kept;
  }

  private async keepAll(): Promise<void> {
    for (const [name, policy] of Object.entries(this.configured.policies))
      await this.db.query(KEEP, [
        name,
        JSON.stringify(policyDocument(policy)),
        'configuration',
        DUNNING_ACTOR.name,
        this.clock.now(),
      ]);
  }
}

function isForPrepaid({ segments }: DunningPolicy): boolean {
  return segments.some(({ billingMode }) => billingMode === 'prepaid');
}

function toVersion({ document, ...row }: VersionRow): PolicyVersion {
  return { ...row, policy: policySchema.parse(document) };
}
