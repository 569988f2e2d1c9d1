/** One function for each way to use a value, each with a type of its own: what it reads is in the test. */
import { AsyncPipe, JsonPipe, NgIf, NgTemplateOutlet } from '@angular/common';
import { Component, computed, input, signal } from '@angular/core';
import type { Observable } from 'rxjs';
import { map } from 'rxjs';

import type * as gen from './generated/notes';
import { commands } from './generated';
import { levels } from './generated/notes';

export const access = (it: gen.Access): string => it.text;

export const nested = (it: gen.Nested): string => it.inner.text;

export const optional = (it: gen.Optional | undefined): string | undefined => it?.text;

export const index = (it: gen.Index): string => it['text'];

export const destructured = ({ text }: gen.Destructured): string => text;

export const destructuredInside = (it: gen.DestructuredInside): string => {
  const { inner: { text: other } } = it;
  return other;
};

export const items = (all: readonly gen.Items[]): string[] => all.map((each) => each.text);

export function loop(all: Iterable<gen.Loop>): string {
  for (const { text } of all) {
    return text;
  }
  return '';
}

export function tagged(it: gen.TaggedOne | gen.TaggedTwo): string {
  return it['@type'] === 'notes.TaggedOne' ? it.text : it.other;
}

export const inOperator = (it: gen.InOperator): boolean => 'text' in it;

export type Indexed = gen.Indexed['text'];

export const kept = signal<gen.Kept | null>(null);
export const keptText = computed(() => kept()?.text);

class Box<T> {
  constructor(readonly value: T) {}
}
export const boxed = (it: gen.Boxed): string => new Box(it).value.text;

function first<T>(all: readonly T[]): T | undefined {
  return all[0];
}
export const generic = (all: readonly gen.Generic[]): string | undefined => first(all)?.text;

function textOf(it: { readonly text: string }): string {
  return it.text;
}
export const structural = (it: gen.Structural): string => textOf(it);

function constrainedText<T extends { readonly text: string }>(it: T): string {
  return it.text;
}
export const constrained = (it: gen.Constrained): string => constrainedText(it);

export const callback = (all: readonly gen.Callback[]): string[] =>
  all.map((each: { readonly text: string }) => each.text);

export const reference = (all: readonly gen.Referenced[]): string[] => all.map(textOf);

interface Reads {
  read(it: gen.Implemented): string;
}
export class Reader implements Reads {
  read(it: { readonly text: string }): string {
    return it.text;
  }
}

function wrap<T>(it: T): string {
  return JSON.stringify({ inside: [it] });
}
export const leakedInside = (it: gen.LeakedInside): string => wrap(it);

export const shorthand = (it: gen.Shorthand): string => JSON.stringify({ it });

class Sink<T> {
  put(it: T): string {
    return JSON.stringify(it);
  }
}
export const sunk = (it: gen.Sunk): string => new Sink<gen.Sunk>().put(it);
export const sunkUnseen = (sink: Sink<gen.SunkUnseen>, it: gen.SunkUnseen): string => sink.put(it);

export const assigned = (it: gen.Assigned): string => {
  let text: string;
  ({ text } = it);
  return text;
};

export const awaited = async (it: Promise<gen.Awaited>): Promise<string> => (await it).text;

export const observed = (all: Observable<gen.Observed>): Observable<string> => all.pipe(map(({ text }) => text));

export const copied = (it: gen.Copied): string => Object.assign({}, it).text;

export const spread = (it: gen.Spread): gen.Spread => ({ ...it, text: '' });

export const rest = ({ text: _, ...others }: gen.Rest): string => Object.keys(others).join();

export const encoded = (it: gen.Encoded): string => JSON.stringify(it);

export const encodedInside = (it: gen.EncodedInside): string => JSON.stringify({ all: [it] });

export const anything = (it: gen.Anything): unknown => it;

export const interpolated = (it: gen.Interpolated): string => `${it as unknown as string}`;

export const dynamic = (it: gen.Dynamic, key: keyof gen.Dynamic): unknown => it[key];

export const entries = (it: gen.Entries): unknown => Object.entries(it);

function encode<T>(it: T): string {
  return JSON.stringify(it);
}
function encodeAgain<T>(it: T): string {
  return encode(it);
}
export const leaked = (it: gen.Leaked): string => encodeAgain(it);

function pick<T, K extends keyof T>(it: T, key: K): T[K] {
  return it[key];
}
export const picked = (it: gen.Picked): string => pick(it, 'text');

export const made = (): gen.Made => ({ '@type': 'notes.Made', text: '', other: '' });

declare function send(input: gen.SendInput): void;
export const sent = (): void => {
  send({ text: '' });
};

declare function store(input: gen.StoreInput): void;
export const stored = (form: { text: string; unrelated: number }): void => {
  store(form);
};

export const limits = commands['notes.Limited'].constraints.text;

export const symbol = levels.LOW;

export const isHigh = (level: gen.Grade): boolean => level === 'HIGH';

@Component({
  selector: 'test-inner',
  template: `{{ note().text }}`,
  imports: [],
})
export class Inner {
  readonly note = input.required<gen.Shown>();
}

@Component({
  selector: 'test-outer',
  imports: [Inner],
  template: `
    @if (one(); as note) {
      <test-inner [note]="note" />
      <p [title]="note.other" (click)="take(clicked().text)"></p>
    }
    @for (each of all(); track each.other) {
      <p>{{ each.text }}</p>
    }
    <p [attr.data-whole]="bound()"></p>
  `,
})
export class Outer {
  readonly one = input<gen.Shown>();
  readonly all = input<readonly gen.Listed[]>([]);
  readonly clicked = input.required<gen.Clicked>();
  readonly bound = input.required<gen.Bound>();

  protected take(text: string): void {
    this.one();
    void text;
  }
}

@Component({
  selector: 'test-host',
  template: '',
  host: { '[title]': 'it().text' },
})
export class Host {
  readonly it = input.required<gen.Hosted>();
}

@Component({
  selector: 'test-templates',
  imports: [AsyncPipe, JsonPipe, NgIf, NgTemplateOutlet],
  template: `
    <p *ngIf="later() | async as it">{{ it.text }}</p>
    @switch (switched().text) {
      @case ('a') {
        <p></p>
      }
    }
    @let known = lettered();
    <p i18n>{{ known.text }}</p>
    <pre>{{ piped() | json }}</pre>
    <ng-template #shown let-it>{{ it.text }}</ng-template>
    <ng-container [ngTemplateOutlet]="shown" [ngTemplateOutletContext]="{ $implicit: outlet() }" />
    @defer (when deferred().text === '') {
      <p></p>
    }
    <p [class.a]="$any(anyhow())" [attr.data-b]="either() ?? null"></p>
  `,
})
export class Templates {
  readonly later = input.required<Observable<gen.Later>>();
  readonly switched = input.required<gen.Switched>();
  readonly lettered = input.required<gen.Lettered>();
  readonly piped = input.required<gen.Piped>();
  readonly outlet = input.required<gen.Outlet>();
  readonly deferred = input.required<gen.Deferred>();
  readonly either = input<gen.Either>();
  readonly anyhow = input.required<gen.Anyhow>();
}
