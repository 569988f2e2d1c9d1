import type { Signal } from '@angular/core';
import { DestroyRef, Injectable, inject, signal } from '@angular/core';

import type { Body } from './generated';
import { PAGE_SHELF } from './network';
import { RequestService } from './request.service';
import { Socket } from './socket';
import type { Waiting } from './transport/carry-over';
import { carryOver, takeCarriedOver } from './transport/carry-over';
import type { Unknown } from './transport/progress';

/** A request that was made before the page was reloaded, and how it stands. */
export interface EarlierRequest {
  readonly requestId: string;
  /** The full name of the command or query; null if it was sent by its path alone. */
  readonly name: string | null;
  /** The last that came for it; null while it waits. */
  readonly answer: Signal<Body | Unknown | null>;
}

/** What was under way when the page was reloaded: it is answered all the same, and here is the answer. */
@Injectable({ providedIn: 'root' })
export class EarlierRequests {
  private readonly socket = inject(Socket);
  private readonly requests = inject(RequestService);
  private readonly shelf = inject(PAGE_SHELF);
  private readonly destroyed = inject(DestroyRef);
  private readonly allNow = signal<readonly EarlierRequest[]>([]);

  readonly all = this.allNow.asReadonly();

  /** Goes on from where the page before left off, and does the same for the one after. Comes before the socket opens. */
  takeUp(): void {
    if (this.shelf === null) {
      return;
    }
    const carried = takeCarriedOver(this.shelf);
    if (carried !== null) {
      this.socket.live.restore(carried.resume);
      for (const waiting of carried.waiting) {
        this.follow(waiting);
      }
    }
    this.destroyed.onDestroy(carryOver(this.shelf, this.socket.live, this.requests));
  }

  /** Shows it no more. */
  dismiss(requestId: string): void {
    this.allNow.update((all) => all.filter((one) => one.requestId !== requestId));
  }

  private follow(waiting: Waiting): void {
    const { requestId, name } = waiting;
    const answer = signal<Body | Unknown | null>(null);
    this.allNow.update((all) => [...all, { requestId, name, answer: answer.asReadonly() }]);
    const following = this.requests.takeUp(waiting).subscribe((body) => {
      answer.set(body);
    });
    this.destroyed.onDestroy(() => {
      following.unsubscribe();
    });
  }
}
