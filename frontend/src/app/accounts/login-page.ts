import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { Announcer } from '../design/announcer';
import { TroubleNotice } from '../design/trouble-notice';
import { commands } from '../wire/generated';
import type { Credentials } from './credentials';
import { CredentialsForm } from './credentials-form';
import { localPath } from './local-path';
import { LoginFlow } from './login-flow';

@Component({
  selector: 'mill-login-page',
  imports: [CredentialsForm, RouterLink, TroubleNotice],
  providers: [LoginFlow],
  templateUrl: './login-page.html',
  styleUrl: './accounts-page.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoginPage {
  /** Where to go afterwards, and as whom to start: from the query. */
  readonly returnTo = input<string>();
  readonly name = input<string>();

  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);
  protected readonly flow = inject(LoginFlow);
  protected readonly limits = commands['accounts.Login'].constraints;
  private readonly lastTried = signal<Credentials | null>(null);
  protected readonly startName = computed(() => this.name() ?? '');
  protected readonly registerQuery = computed(() => ({ returnTo: this.returnTo() }));

  protected async logIn(credentials: Credentials): Promise<void> {
    this.lastTried.set(credentials);
    if (await this.flow.logIn(credentials)) {
      this.announcer.say(`You are logged in as ${credentials.name}.`);
      await this.router.navigateByUrl(localPath(this.returnTo()));
    }
  }

  protected retry(): void {
    const credentials = this.lastTried();
    if (credentials !== null) {
      void this.logIn(credentials);
    }
  }
}
