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
  selector: 'mill-register-page',
  imports: [CredentialsForm, RouterLink, TroubleNotice],
  providers: [LoginFlow],
  templateUrl: './register-page.html',
  styleUrl: './accounts-page.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RegisterPage {
  /** Where to go afterwards: from the query. */
  readonly returnTo = input<string>();

  private readonly router = inject(Router);
  private readonly announcer = inject(Announcer);
  protected readonly flow = inject(LoginFlow);
  protected readonly limits = commands['accounts.Register'].constraints;
  private readonly lastTried = signal<Credentials | null>(null);
  protected readonly loginQuery = computed(() => ({ returnTo: this.returnTo() }));

  protected async register(credentials: Credentials): Promise<void> {
    this.lastTried.set(credentials);
    const { name } = credentials;
    switch (await this.flow.register(credentials)) {
      case 'loggedIn':
        this.announcer.say(`Your account is open, and you are logged in as ${name}.`);
        await this.router.navigateByUrl(localPath(this.returnTo()));
        break;
      case 'registered':
        this.announcer.say('Your account is open. Log in to go on.');
        await this.router.navigate(['/login'], { queryParams: { name, returnTo: this.returnTo() } });
        break;
      case 'refused':
        break;
    }
  }

  protected retry(): void {
    const credentials = this.lastTried();
    if (credentials !== null) {
      void this.register(credentials);
    }
  }
}
