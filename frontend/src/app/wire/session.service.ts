import { Injectable, computed, effect, inject, signal } from '@angular/core';

import type { Session } from './generated/sessions';
import { GATEWAY } from './network';
import { Socket } from './socket';
import { Sessions } from './transport/sessions';

/** Whose page this is. Everything before the first answer of the gateway is `unknown`. */
export type SessionState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'known'; readonly session: Session };

/** The session that the browser's cookie holds. */
@Injectable({ providedIn: 'root' })
export class SessionService {
  private readonly gateway = inject(GATEWAY);
  private readonly socket = inject(Socket);
  private readonly sessions = new Sessions(this.socket.live, this.gateway);
  private readonly stateNow = signal<SessionState>({ kind: 'unknown' });

  readonly state = this.stateNow.asReadonly();
  /** The name of whoever is logged in. */
  readonly name = computed(() => {
    const state = this.state();
    return state.kind === 'known' ? state.session.name : null;
  });

  constructor() {
    // Runs once at the start, and again whenever the socket found that the session is another one.
    effect(() => {
      this.socket.rebinds();
      void this.load();
    });
    this.gateway.sessionMissing.on(() => {
      this.stateNow.set({ kind: 'anonymous' });
    });
    this.socket.live.welcomes.on(() => {
      if (this.state().kind === 'unknown') {
        void this.load();
      }
    });
  }

  /** Picks up a finished login, and moves the socket over to the new session. */
  async begin(): Promise<void> {
    await this.sessions.begin();
    await this.load();
  }

  /** Ends the session everywhere. */
  async end(): Promise<void> {
    await this.sessions.end();
    this.stateNow.set({ kind: 'anonymous' });
  }

  private async load(): Promise<void> {
    try {
      const session = await this.sessions.read();
      this.stateNow.set(session === null ? { kind: 'anonymous' } : { kind: 'known', session });
    } catch {
      // Nobody answered: what was known stays, and the next welcome asks again if that is nothing.
    }
  }
}
