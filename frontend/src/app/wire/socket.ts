import { DestroyRef, Injectable, inject, signal } from '@angular/core';

import { OPEN_SOCKET, RANDOM } from './network';
import { LiveSocket } from './transport/live-socket';
import { wakeWhenOnline } from './transport/online';

/** The one socket of the page, and its state as signals. */
@Injectable({ providedIn: 'root' })
export class Socket {
  /** The socket itself. */
  readonly live = new LiveSocket(inject(OPEN_SOCKET), inject(RANDOM));
  private readonly stateNow = signal(this.live.state);
  private readonly rebindsNow = signal(0);

  readonly state = this.stateNow.asReadonly();
  /** Grows whenever the socket had to change whose it is: the session may be another one. */
  readonly rebinds = this.rebindsNow.asReadonly();

  constructor() {
    this.live.states.on((state) => {
      this.stateNow.set(state);
    });
    this.live.rebinds.on(() => {
      this.rebindsNow.update((count) => count + 1);
    });
    const sleep = wakeWhenOnline(this.live);
    inject(DestroyRef).onDestroy(() => {
      sleep();
      this.live.close('The page was left.');
    });
  }

  /** Opens the socket, unless it is open or about to be. */
  connect(): void {
    this.live.connect();
  }

  /** Ends the wait for the next try. */
  tryNow(): void {
    this.live.tryNow();
  }
}
