import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { Announcer } from '../design/announcer';
import { SessionService } from '../wire/session.service';

/** Who is here, and the ways in and out. */
@Component({
  selector: 'mill-account-menu',
  imports: [RouterLink],
  templateUrl: './account-menu.html',
  styleUrl: './account-menu.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountMenu {
  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);
  protected readonly session = inject(SessionService);
  protected readonly leaving = signal(false);

  protected async logOut(): Promise<void> {
    if (this.leaving()) {
      return;
    }
    this.leaving.set(true);
    try {
      await this.session.end();
      this.announcer.say('You are logged out.');
    } catch {
      // The gateway is away or refuses: the session still stands, and so does the button.
      this.announcer.say('Logging out did not work. Try again.');
    } finally {
      this.leaving.set(false);
    }
  }

  /** Back to where one is, unless that is a page for coming in. */
  protected here(): string | null {
    const { url } = this.router;
    return /^\/(login|register)\b/.test(url) ? null : url;
  }
}
