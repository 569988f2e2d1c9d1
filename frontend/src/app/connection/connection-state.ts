import { ChangeDetectionStrategy, Component, computed, effect, inject, linkedSignal, untracked } from '@angular/core';

import { Announcer } from '../design/announcer';
import { injectNow } from '../design/now';
import { Socket } from '../wire/socket';
import type { SocketState } from '../wire/transport/socket-state';

const RECOVERY_SHOWN_MS = 8_000;

/** What a state is called, where it needs no clock. */
function name(state: SocketState): string {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting';
    case 'live':
      return 'Live';
    case 'resuming':
      return 'Resuming';
    case 'offline':
      return 'Offline';
    case 'closed':
      return `Closed. ${state.meaning}`;
  }
}

/** What a resume brought back; empty if there is nothing to tell. */
function recovery(state: SocketState): string {
  if (state.kind !== 'live' || state.recovered === null) {
    return '';
  }
  const { complete, replayed } = state.recovered;
  if (!complete) {
    return 'some answers were lost';
  }
  return replayed === 0 ? 'nothing was missed' : `${replayed} ${replayed === 1 ? 'answer' : 'answers'} recovered`;
}

/** The one place that tells how the connection stands. */
@Component({
  selector: 'mill-connection-state',
  templateUrl: './connection-state.html',
  styleUrl: './connection-state.css',
  host: { role: 'group', 'aria-label': 'Connection' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConnectionState {
  protected readonly socket = inject(Socket);
  private readonly now = injectNow();
  private readonly announcer = inject(Announcer);
  private readonly since = linkedSignal({ source: this.socket.state, computation: () => Date.now() });
  private wasLive = false;

  protected readonly name = computed(() => name(this.socket.state()));
  protected readonly detail = computed(() => {
    const state = this.socket.state();
    if (state.kind === 'offline') {
      return `next try in ${Math.max(1, Math.ceil((state.nextTryAt - this.now()) / 1_000))} s`;
    }
    return this.now() - this.since() < RECOVERY_SHOWN_MS ? recovery(state) : '';
  });
  protected readonly canTry = computed(() => {
    const { kind } = this.socket.state();
    return kind === 'offline' || kind === 'closed';
  });

  constructor() {
    effect(() => {
      const state = this.socket.state();
      untracked(() => {
        this.announce(state);
      });
    });
  }

  /** Only what matters: a drop that mends itself within a moment is no news. */
  private announce(state: SocketState): void {
    if (state.kind === 'live' && state.recovered !== null) {
      this.announcer.say(`Connected again: ${recovery(state)}.`);
    } else if (state.kind === 'closed' || (state.kind === 'offline' && this.wasLive)) {
      this.announcer.say(`${name(state)}.`);
    }
    this.wasLive = state.kind === 'live' || (this.wasLive && state.kind === 'resuming');
  }
}
