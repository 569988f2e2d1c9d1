import type { TransportOptions } from '../transport/http-transport';
import { HttpTransport } from '../transport/http-transport';
import { FakeGateway } from './fake-gateway';
import { FakeNetwork } from './fake-socket';
import { settle } from './wire-bench';

export const URL = 'https://stage.example';

/** A transport over a network and a gateway that do as they are told. */
export class TransportBench {
  readonly network = new FakeNetwork();
  readonly gateway = new FakeGateway();

  open(options: TransportOptions = {}): Promise<HttpTransport> {
    const surroundings = { fetch: this.gateway.fetch, openSocket: this.network.open };
    return HttpTransport.open(`${URL}/`, { surroundings, ...options });
  }

  /** A transport whose socket is open. */
  async opened(options: TransportOptions = {}): Promise<HttpTransport> {
    const opening = this.open(options);
    this.network.last.welcome('s1');
    return await opening;
  }

  async reconnect(subscriberId: string, complete: boolean): Promise<void> {
    this.network.last.drop();
    await settle(250);
    this.network.last.welcome(subscriberId, '9-1');
    this.network.last.resumed(complete);
    await settle();
  }
}
