// Generated from schemas by `just generate`. Edit the schemas, not this file.

import type * as accounts from './accounts';
import type * as board from './board';
import type * as greetings from './greetings';
import type { CommandName, Commands } from './commands';
import type { Ending } from './messages';

/** Everything that one request can bring: its outcomes, its feed, or how the platform ended it. */
export type Answer<N extends CommandName> = Commands[N]['outcome'] | Commands[N]['feed'] | Ending;

/**
 * What answers travel in: an Observable, a Promise, an async iterator. This module depends on none of them,
 * so the application names its own, in terms of the item that it carries:
 *
 *     interface InObservable extends Carrier {
 *       readonly stream: Observable<this['item']>;
 *     }
 *     const wire = wireClient<InObservable>(requester);
 *
 * `requester.request` then returns an `Observable<Answer<N>>`, and so does every function of the client.
 */
export interface Carrier {
  readonly item: unknown;
  /** The messages that keep coming; `never` of a request that is no feed. */
  readonly feed: unknown;
  readonly stream: unknown;
}

/** What the carrier brings one request's answers in: for the example above, `Observable<Answer<N>>`. */
export type Stream<C extends Carrier, N extends CommandName> = (C & {
  readonly item: Answer<N>;
  readonly feed: Commands[N]['feed'];
})['stream'];

/** Sends a request and brings what comes back: all that the client needs. */
export interface Requester<C extends Carrier> {
  request<N extends CommandName>(name: N, input: Commands[N]['input']): Stream<C, N>;
}

/** The typed functions of every domain. */
export interface WireClient<C extends Carrier> {
  readonly accounts: {
    /** Proves who one is; ends in a session that the browser picks up. */
    readonly login: (input: accounts.LoginInput) => Stream<C, 'accounts.Login'>;
    /** Opens an account under a name that nobody has. */
    readonly register: (input: accounts.RegisterInput) => Stream<C, 'accounts.Register'>;
  };
  readonly board: {
    /** Takes a note down, if nobody changed it meanwhile. */
    readonly deleteNote: (input: board.DeleteNoteInput) => Stream<C, 'board.DeleteNote'>;
    /** Changes what a note says, if nobody changed it meanwhile. */
    readonly editNote: (input: board.EditNoteInput) => Stream<C, 'board.EditNote'>;
    /** The notes of a board, and every change from then on. */
    readonly listNotes: (input: board.ListNotesInput) => Stream<C, 'board.ListNotes'>;
    /** Puts a note on a board. */
    readonly postNote: (input: board.PostNoteInput) => Stream<C, 'board.PostNote'>;
  };
  readonly greetings: {
    /** Says hello to somebody. */
    readonly greet: (input: greetings.GreetInput) => Stream<C, 'greetings.Greet'>;
  };
}

/** The typed functions of every domain, over one requester. */
export function wireClient<C extends Carrier>(requester: Requester<C>): WireClient<C> {
  return {
    accounts: {
      login: (input) => requester.request('accounts.Login', input),
      register: (input) => requester.request('accounts.Register', input),
    },
    board: {
      deleteNote: (input) => requester.request('board.DeleteNote', input),
      editNote: (input) => requester.request('board.EditNote', input),
      listNotes: (input) => requester.request('board.ListNotes', input),
      postNote: (input) => requester.request('board.PostNote', input),
    },
    greetings: {
      greet: (input) => requester.request('greetings.Greet', input),
    },
  };
}
