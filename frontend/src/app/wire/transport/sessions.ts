import type { Session } from '../generated/sessions';
import type { Gateway } from './gateway';
import type { LiveSocket } from './live-socket';

/** The session that the cookies hold, and the socket that goes with it. */
export class Sessions {
  constructor(
    private readonly socket: LiveSocket,
    private readonly gateway: Gateway,
  ) {}

  /** Whose session it is; null if there is none. */
  read(): Promise<Session | null> {
    return this.gateway.readSession();
  }

  /** Picks up a finished login, and moves the socket over to the new session. */
  async begin(): Promise<void> {
    const { subscriberId } = await this.socket.ready();
    await this.gateway.beginSession(subscriberId);
    this.socket.reopen();
    await this.socket.ready();
  }

  /** Ends the session everywhere. */
  async end(): Promise<void> {
    await this.gateway.endSession();
    this.socket.startOver();
  }
}
