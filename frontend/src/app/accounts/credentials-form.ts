import type { OnInit } from '@angular/core';
import { ChangeDetectionStrategy, Component, afterNextRender, computed, effect, input, output, signal, viewChild } from '@angular/core';

import { Field } from '../design/field';
import { RequestMark } from '../design/request-mark';
import type { Progress } from '../wire/transport/progress';
import type { CredentialLimits, Credentials, Refusals } from './credentials';

const IDLE: Progress = { stage: 'idle', since: 0 };

/** A name and a password. Checks both against the schema before anything is sent. */
@Component({
  selector: 'mill-credentials-form',
  imports: [Field, RequestMark],
  templateUrl: './credentials-form.html',
  styleUrl: './credentials-form.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CredentialsForm implements OnInit {
  readonly action = input.required<string>();
  readonly limits = input.required<CredentialLimits>();
  readonly passwordAutocomplete = input.required<'new-password' | 'current-password'>();
  /** Says what the limits ask for: of no use to somebody who has an account. */
  readonly explained = input(false);
  readonly startName = input('');
  readonly progress = input<Progress>(IDLE);
  /** What is going on after the answer, in words. */
  readonly afterwards = input('');
  readonly refusals = input<Refusals>({});
  readonly submitted = output<Credentials>();

  private readonly nameField = viewChild.required<Field>('nameField');
  private readonly passwordField = viewChild.required<Field>('passwordField');
  protected readonly name = signal('');
  protected readonly password = signal('');
  protected readonly checked = signal(false);
  /** What was sent last: a refusal speaks of that, and not of what is typed now. */
  private readonly sent = signal<Credentials>({ name: '', password: '' });

  protected readonly busy = computed(() => {
    const { stage } = this.progress();
    return this.afterwards() !== '' || stage === 'waiting' || stage === 'sending' || stage === 'sent';
  });
  protected readonly nameRefusal = computed(() =>
    this.name() === this.sent().name ? (this.refusals().name ?? null) : null,
  );
  protected readonly passwordRefusal = computed(() =>
    this.password() === this.sent().password ? (this.refusals().password ?? null) : null,
  );

  constructor() {
    afterNextRender(() => {
      (this.name() === '' ? this.nameField() : this.passwordField()).focus();
    });
    effect(() => {
      const { name, password } = this.refusals();
      if (name !== undefined) {
        this.nameField().focus();
      } else if (password !== undefined) {
        this.passwordField().focus();
      }
    });
  }

  ngOnInit(): void {
    this.name.set(this.startName());
  }

  protected submit(event: Event): void {
    event.preventDefault();
    this.checked.set(true);
    const wrong = [this.nameField(), this.passwordField()].find((field) => field.problem() !== null);
    if (wrong !== undefined) {
      wrong.focus();
    } else if (!this.busy()) {
      const credentials = { name: this.name(), password: this.password() };
      this.sent.set(credentials);
      this.submitted.emit(credentials);
    }
  }
}
