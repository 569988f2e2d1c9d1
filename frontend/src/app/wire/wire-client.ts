import { InjectionToken, inject } from '@angular/core';

import type { WireClient } from './generated';
import { wireClient } from './generated';
import { RequestService } from './request.service';
import type { InRequestStream } from './request-stream';

/** The typed client: `inject(Wire).accounts.register({ name, password })`. */
export const Wire = new InjectionToken<WireClient<InRequestStream>>('Wire', {
  factory: () => wireClient<InRequestStream>(inject(RequestService)),
});
