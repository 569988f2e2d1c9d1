import { DOCUMENT, InjectionToken, inject } from '@angular/core';

/** Opens the browser's WebSocket to the gateway that served this page. */
export type OpenSocket = (protocols: string[]) => WebSocket;

export const OPEN_SOCKET = new InjectionToken<OpenSocket>('OPEN_SOCKET', {
  factory: () => {
    const { protocol, host } = inject(DOCUMENT).location;
    const url = `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/api/socket`;
    return (protocols) => new WebSocket(url, protocols);
  },
});

/** A source of numbers in [0, 1), for the jitter of reconnects. */
export const RANDOM = new InjectionToken<() => number>('RANDOM', { factory: () => Math.random });
