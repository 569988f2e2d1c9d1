import type { EnvironmentProviders, Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';

import type { WireClient } from '../generated';
import { FETCH, OPEN_SOCKET, RANDOM } from '../network';
import { RequestService } from '../request.service';
import type { InRequestStream, RequestStream } from '../request-stream';
import { Socket } from '../socket';
import { Wire } from '../wire-client';
import { FakeGateway } from './fake-gateway';
import { FakeNetwork } from './fake-socket';

/** The whole of wire/ over a network and a gateway that the test plays, with one live socket, `s1`. */
export interface WireBench {
  readonly network: FakeNetwork;
  readonly gateway: FakeGateway;
  readonly requests: RequestService;
  readonly wire: WireClient<InRequestStream>;
  /** Drops the socket and welcomes the next one. */
  reconnect(subscriberId: string, complete: boolean): Promise<void>;
}

/** Fakes the timers too: the test gives back real ones. */
export async function wireBench(
  providers: readonly (Provider | EnvironmentProviders)[] = [],
  beforeConnecting: () => void = () => undefined,
): Promise<WireBench> {
  vi.useFakeTimers();
  const network = new FakeNetwork();
  const gateway = new FakeGateway();
  TestBed.configureTestingModule({
    providers: [
      { provide: OPEN_SOCKET, useValue: network.open },
      { provide: RANDOM, useValue: () => 0.5 },
      { provide: FETCH, useValue: gateway.fetch },
      ...providers,
    ],
  });
  const requests = TestBed.inject(RequestService);
  beforeConnecting();
  TestBed.inject(Socket).connect();
  network.last.welcome('s1');
  await settle();
  return {
    network,
    gateway,
    requests,
    wire: TestBed.inject(Wire),
    reconnect: async (subscriberId, complete) => {
      network.last.drop();
      await settle(250);
      network.last.welcome(subscriberId, '9-1');
      network.last.resumed(complete);
      await settle();
    },
  };
}

/** Lets so much time pass, and everything that is ready happen. */
export async function settle(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** All that a subscriber hears: values, the error, `complete`. */
export function listen<T>(stream: RequestStream<T>): { readonly heard: unknown[]; readonly end: () => void } {
  const heard: unknown[] = [];
  const subscription = stream.subscribe({
    next: (value) => heard.push(value),
    error: (error: unknown) => heard.push(error),
    complete: () => heard.push('complete'),
  });
  return {
    heard,
    end: () => {
      subscription.unsubscribe();
    },
  };
}
