import { Injectable } from '@nestjs/common';
import { Document, isMap, isScalar, isSeq, parse, visit, YAMLParseError } from 'yaml';
import { inputError } from '../../src/common/http/input.js';
import type { Actor } from '../../src/common/http/principal.js';
import { fieldMessageAr } from '../../src/common/i18n/field-messages.js';
import {
  CaseDesk,
  DunningPolicies,
  policyDocument,
  policySchema,
  type DunningPolicy,
  type PolicyVersion,
} from '../../src/modules/dunning/index.js';
import type { PoliciesPort, PolicyCheck, PolicyView } from '../panel-dunning.js';
import { requireScope } from '../permission.js';

type Faults = NonNullable<PolicyCheck['faults']>;
type Read =
  | { readonly policy: DunningPolicy; readonly faults: null }
  | { readonly policy: null; readonly faults: Faults };

/** Ladders behind the panel: read and written as the text that the configuration holds. */
@Injectable()
export class PanelPolicies implements PoliciesPort {
  constructor(
    private readonly policies: DunningPolicies,
    private readonly desk: CaseDesk,
  ) {}

  async list(actor: Actor): Promise<readonly PolicyView[]> {
    requireScope(actor, 'dunning:policies');
    return (await this.policies.list()).map(toView);
  }

  async versions(name: string, actor: Actor): Promise<readonly (PolicyView & { readonly yaml: string })[]> {
    requireScope(actor, 'dunning:policies');
    const versions = await this.policies.versions(name);
    return versions.map((version) => {
      const view = toView(version);
      return { ...view, yaml: textOf(view.policy) };
    });
  }

  check(yaml: string, actor: Actor): Promise<PolicyCheck> {
    return new Promise((resolve) => {
      requireScope(actor, 'dunning:policies');
      const { policy, faults } = readText(yaml);
      resolve(policy ? inOrder(policyDocument(policy)) : { policy: null, yaml: null, faults });
    });
  }

  async save(
    name: string,
    yaml: string,
    actor: Actor,
  ): Promise<PolicyCheck & { readonly version: number | null }> {
    requireScope(actor, 'dunning:policies');
    const { policy, faults } = readText(yaml);
    if (!policy) return { policy: null, yaml: null, faults, version: null };
    const saved = await this.policies.put(name, policy, actor);
    return { ...inOrder(policyDocument(saved.policy)), version: saved.version };
  }

  async whatIf(
    { case_id: id, name, version }: Parameters<PoliciesPort['whatIf']>[0],
    actor: Actor,
  ): ReturnType<PoliciesPort['whatIf']> {
    requireScope(actor, 'dunning:policies');
    return this.desk.whatIf(id, name, version);
  }
}

function inOrder(policy: PolicyView['policy']): PolicyCheck {
  return { policy, yaml: textOf(policy), faults: null };
}

function readText(yaml: string): Read {
  const document = parsed(yaml);
  if ('faults' in document) return { policy: null, faults: document.faults };
  const read = policySchema.safeParse(document.value);
  if (read.success) return { policy: read.data, faults: null };
  const errors = inputError(read.error.issues, 'body').errors ?? [];
  return {
    policy: null,
    faults: errors.map(({ path, message, messageAr }) => ({
      path,
      message,
      message_ar: messageAr ?? fieldMessageAr({ message }),
    })),
  };
}

function parsed(yaml: string): { readonly value: unknown } | { readonly faults: Faults } {
  try {
    return { value: parse(yaml, { maxAliasCount: 0 }) ?? {} };
  } catch (error) {
    // An alias, of which a ladder has no need, is told as a ReferenceError.
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    const message = error.message.split('\n', 1)[0]?.replace(/ at line.*$/, '') ?? '';
    return {
      faults: [{ path: line === undefined ? '' : `line ${String(line)}`, message, message_ar: null }],
    };
  }
}

/** A ladder as people write it: a step and a list on a line each, without what is not said. */
function textOf({ steps, ...policy }: PolicyView['policy']): string {
  const document = new Document({ ...policy, steps: steps.map(saidOf) });
  visit(document, {
    Collection(_, node) {
      const isFlat = isSeq(node) ? node.items.every(isScalar) : isMap(node) && isMap(node.items[0]?.value);
      if (isSeq(node) ? isFlat : !isFlat && node !== document.contents) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function saidOf({ day, mail, warns_of: warnsOf, do: acts }: PolicyView['policy']['steps'][number]): object {
  return {
    day,
    ...(mail === null ? {} : { mail }),
    ...(warnsOf === null ? {} : { warns_of: warnsOf }),
    ...(acts.length === 0 ? {} : { do: acts }),
  };
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
