import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, viewChild } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';

import { AccountMenu } from './accounts/account-menu';
import { ConnectionState } from './connection/connection-state';
import { EarlierRequestsList } from './connection/earlier-requests-list';
import { Announcements } from './design/announcer';
import { Socket } from './wire/socket';

@Component({
  selector: 'mill-root',
  imports: [AccountMenu, Announcements, ConnectionState, EarlierRequestsList, RouterLink, RouterOutlet],
  templateUrl: './app.html',
  styleUrl: './app.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  private readonly socket = inject(Socket);
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');
  /** The line below the header is whole while answers can come down it. */
  protected readonly flows = computed(() => this.socket.state().kind === 'live');

  protected skip(event: Event): void {
    event.preventDefault();
    this.content().nativeElement.focus();
  }
}
