import { Injectable, inject, signal } from '@angular/core';
import { lastValueFrom } from 'rxjs';

import type { Trouble } from '../design/trouble';
import { troubleOf, troubleOfError } from '../design/trouble';
import type { Progress } from '../wire/transport/progress';
import { isEnding } from '../wire/transport/progress';
import { RequestRefused } from '../wire/transport/request-refused';
import { SessionService } from '../wire/session.service';
import { Wire } from '../wire/wire-client';
import type { Credentials, Refusals } from './credentials';

const IDLE: Progress = { stage: 'idle', since: 0 };

/** How registering or logging in stands, for the page that shows it. */
@Injectable()
export class LoginFlow {
  private readonly wire = inject(Wire);
  private readonly session = inject(SessionService);
  private readonly progressOf = signal<() => Progress>(() => IDLE);

  readonly progress = (): Progress => this.progressOf()();
  readonly refusals = signal<Refusals>({});
  readonly trouble = signal<Trouble | null>(null);
  readonly afterwards = signal('');

  /** Opens an account and logs in with it; says how far that came. */
  async register(credentials: Credentials): Promise<'refused' | 'registered' | 'loggedIn'> {
    const request = this.wire.accounts.register(credentials);
    this.start(request.progress);
    const answer = await this.settle(lastValueFrom(request));
    if (answer === null) {
      return 'refused';
    }
    if (answer['@type'] === 'accounts.NameTaken') {
      this.refusals.set({ name: `Somebody is called ${answer.name} already. Choose another name.` });
      return 'refused';
    }
    if (isEnding(answer)) {
      this.trouble.set(troubleOf(answer));
      return 'refused';
    }
    return (await this.logIn(credentials)) ? 'loggedIn' : 'registered';
  }

  /** Ends in a session, or says why not. */
  async logIn(credentials: Credentials): Promise<boolean> {
    const request = this.wire.accounts.login(credentials);
    this.start(request.progress);
    // The last value comes after the 202 too, and so after the cookie that the pickup needs.
    const answer = await this.settle(lastValueFrom(request));
    if (answer === null) {
      return false;
    }
    if (answer['@type'] === 'accounts.LoginRefused') {
      this.refusals.set({ password: 'Name and password do not belong together.' });
      return false;
    }
    if (isEnding(answer)) {
      this.trouble.set(troubleOf(answer));
      return false;
    }
    this.afterwards.set('Opening your session');
    const begun = await this.settle(this.session.begin().then(() => true));
    this.afterwards.set('');
    return begun ?? false;
  }

  private start(progress: () => Progress): void {
    this.refusals.set({});
    this.trouble.set(null);
    this.progressOf.set(progress);
  }

  /** The value, or null after saying what went wrong. */
  private async settle<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      const fields = error instanceof RequestRefused ? Object.fromEntries(error.fields) : {};
      const refusals: Refusals = fields;
      if (refusals.name !== undefined || refusals.password !== undefined) {
        this.refusals.set(refusals);
      } else {
        this.trouble.set(troubleOfError(error));
      }
      return null;
    }
  }
}
