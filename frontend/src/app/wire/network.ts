import { DOCUMENT, InjectionToken, inject } from '@angular/core';

import type { Shelf } from './transport/carry-over';
import { Gateway } from './transport/gateway';
import type { Fetch } from './transport/http';
import type { OpenSocket } from './transport/open-socket';
import { webSocketTo } from './transport/open-socket';

export const FETCH = new InjectionToken<Fetch>('FETCH', {
  factory: () => (url, request) => fetch(url, request),
});

/** Opens a socket to the gateway that served this page. */
export const OPEN_SOCKET = new InjectionToken<OpenSocket>('OPEN_SOCKET', {
  factory: () => {
    const { protocol, host } = inject(DOCUMENT).location;
    return webSocketTo(`${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/api/socket`);
  },
});

/** Where a page leaves what waits when it is reloaded; null where the browser forbids it. */
export const PAGE_SHELF = new InjectionToken<Shelf | null>('PAGE_SHELF', {
  factory: () => {
    try {
      return inject(DOCUMENT).defaultView?.sessionStorage ?? null;
    } catch {
      return null;
    }
  },
});

/** A source of numbers in [0, 1), for the jitter of reconnects. */
export const RANDOM = new InjectionToken<() => number>('RANDOM', { factory: () => Math.random });

/** The HTTP side of the gateway that served this page. */
export const GATEWAY = new InjectionToken<Gateway>('GATEWAY', { factory: () => new Gateway('', inject(FETCH)) });
