import type { ReactNode } from 'react';
import type { ListedMethod } from '../care-types.js';
import { useTexts } from '../language.js';
import { isUsable } from '../method-words.js';
import { Source } from '../ui/card-visual.js';
import { Choice } from '../ui/fields.js';
import { Badge, PageLink } from '../ui/parts.js';

/** The method to begin with: the default, else the first that can be charged. */
export function firstChoice(methods: readonly ListedMethod[]): string | null {
  const usable = methods.filter(isUsable);
  return (usable.find(({ is_default }) => is_default) ?? usable[0])?.id ?? null;
}

interface MethodChoiceProps {
  readonly methods: readonly ListedMethod[];
  readonly value: string | null;
  readonly onChange: (id: string) => void;
}

/** Which method pays; the default stays what it is. */
export function MethodChoice({ methods, value, onChange }: MethodChoiceProps): ReactNode {
  const texts = useTexts();
  const usable = methods.filter(isUsable);
  if (usable.length === 0)
    return (
      <div className="form">
        <p>{texts.pay.noMethods}</p>
        <PageLink to="add" className="button primary">
          {texts.methods.add}
        </PageLink>
      </div>
    );
  const options = usable.map((method) => ({
    value: method.id,
    content: (
      <>
        <Source method={method} />
        {method.nickname !== null && <bdi className="muted option-nickname">{method.nickname}</bdi>}
        {method.is_default && <Badge tone="success">{texts.methods.isDefault}</Badge>}
      </>
    ),
  }));
  return (
    <>
      <Choice
        label={texts.pay.with}
        options={options}
        value={value ?? ''}
        onChange={onChange}
        help={texts.pay.choosing}
      />
      <PageLink to="add">{texts.pay.addMethod}</PageLink>
    </>
  );
}
