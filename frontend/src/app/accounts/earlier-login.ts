import { Injectable, effect, inject } from '@angular/core';

import { EarlierRequests } from '../wire/earlier-requests';
import { SessionService } from '../wire/session.service';

/** Ends a login that was under way when the page was loaded again. */
@Injectable({ providedIn: 'root' })
export class EarlierLogin {
  private readonly requests = inject(EarlierRequests);
  private readonly session = inject(SessionService);

  constructor() {
    effect(() => {
      const ready = this.requests.all().find(({ answer }) => answer()?.['@type'] === 'sessions.SessionReady');
      if (ready !== undefined) {
        this.requests.dismiss(ready.requestId);
        // Without the cookie of that login there is nothing to pick up; then one logs in as usual.
        this.session.begin().catch(() => undefined);
      }
    });
  }
}
