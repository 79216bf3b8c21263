import { useRef, useState, type ReactNode } from 'react';
import { useTexts } from '../language.js';
import { navigate } from '../route.js';
import { session } from '../session.js';
import { Icon } from '../ui/icon.js';
import { Recovery } from '../ui/news-notice.js';
import { PageLink } from '../ui/parts.js';
import { PaymentForm } from '../ui/payment-form.js';
import { useOverview } from '../use-session.js';
import { useTitle } from '../use-title.js';

/** A page of its own: vendors' frames and windows have trouble inside a dialog, and customers with them. */
export function AddPage(): ReactNode {
  const texts = useTexts();
  const overview = useOverview();
  const [isAdded, setAdded] = useState(false);
  const wasOwed = useRef(overview.due !== null);
  const heading = useTitle(texts.methods.addTitle);
  return (
    <div className="narrow">
      <PageLink to="methods" className="back">
        <Icon name="chevron" />
        {texts.methods.backToList}
      </PageLink>
      <section className={`panel${isAdded ? ' finished' : ''}`}>
        <h1 ref={heading} tabIndex={-1}>
          {isAdded ? texts.thanks(overview.customer.name) : texts.methods.addTitle}
        </h1>
        <PaymentForm
          overview={overview}
          onCancel={() => {
            navigate('methods');
          }}
          onAdded={() => {
            setAdded(true);
            void session.refresh();
          }}
          done={
            <div className="done-extra">
              <Recovery wasOwed={wasOwed.current} />
              <PageLink to="methods" className="button primary">
                {texts.toMethods}
              </PageLink>
            </div>
          }
        />
      </section>
    </div>
  );
}
