import { CookieJar } from './cookie-jar';
import type { Fetch } from './http';
import type { OpenSocket } from './open-socket';
import { webSocketTo } from './open-socket';

/** How a gateway is reached from where this runs. */
export interface Surroundings {
  readonly fetch: Fetch;
  readonly openSocket: OpenSocket;
}

/** Those of a page or worker, where the browser keeps the cookies, or else those of a server, where nobody does. */
export function surroundingsOf(url: string, origin: string): Surroundings {
  return 'document' in globalThis || 'WorkerGlobalScope' in globalThis ? inBrowser(url) : onServer(url, origin);
}

function inBrowser(url: string): Surroundings {
  return { fetch: (address, request) => fetch(address, request), openSocket: webSocketTo(socketUrl(url)) };
}

/**
 * Keeps the cookies itself, and says which origin it stands for: the gateway asks for one that it serves.
 *
 * Refuses plain HTTP to another machine: the cookies of a session are for TLS, or for this machine alone.
 */
export function onServer(url: string, origin: string): Surroundings {
  const jar = new CookieJar();
  const isSafe = url.startsWith('https:') || isLoopback(new URL(url).hostname);
  const headers = (): Record<string, string> => ({ origin, ...(isSafe ? jar.headers(Date.now()) : {}) });
  return {
    fetch: async (address, request) => {
      const answer = await fetch(address, { ...request, headers: { ...request.headers, ...headers() } });
      jar.keep(answer.headers.getSetCookie(), Date.now());
      return answer;
    },
    openSocket: webSocketTo(socketUrl(url), headers),
  };
}

function socketUrl(url: string): string {
  return `${url.replace(/^http/, 'ws')}/api/socket`;
}

function isLoopback(host: string): boolean {
  return host === '[::1]' || /^127(\.\d+){3}$/.test(host) || /(^|\.)localhost$/.test(host);
}
