import type { Signal } from '@angular/core';
import { computed, signal } from '@angular/core';

import type { Trouble } from '../design/trouble';
import type { Note } from '../wire/generated/board';
import type { Progress } from '../wire/transport/progress';

const IDLE = signal<Progress>({ stage: 'idle', since: 0 });

/** Something that somebody does to the page: how far it is, and what came in between. */
class Act {
  private readonly request = signal<Signal<Progress>>(IDLE);

  readonly trouble = signal<Trouble | null>(null);
  readonly progress = computed(() => this.request()());
  /** Whether it is out of one's hands for now. */
  readonly underWay = computed(() => ['waiting', 'sending', 'sent'].includes(this.progress().stage));

  start(request: Signal<Progress>): void {
    this.trouble.set(null);
    this.request.set(request);
  }
}

/** A note that was written here and is not on the page yet. */
export class PendingNote extends Act {
  readonly key = crypto.randomUUID();

  constructor(readonly text: string) {
    super();
  }
}

/** Something done to a note that is on the page. */
class NoteAct extends Act {
  /** The note as somebody else left it, if that came first. */
  readonly conflict = signal<Note | null>(null);

  constructor(
    /** The note as it was when the act began. */
    readonly base: Note,
  ) {
    super();
  }

  override start(request: Signal<Progress>): void {
    super.start(request);
    this.conflict.set(null);
  }
}

/** A note that is about to be taken down. */
export class NoteRemoval extends NoteAct {}

/** A note that is being edited. */
export class NoteDraft extends NoteAct {
  readonly text = signal('');
  /** What is wrong with the text, according to the gateway. */
  readonly refusal = signal<string | null>(null);

  constructor(base: Note) {
    super(base);
    this.text.set(base.text);
  }
}
