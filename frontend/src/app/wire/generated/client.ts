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
  readonly stream: unknown;
}

/** The carrier's stream of one type of item: for the example above, `Observable<Item>`. */
export type Stream<C extends Carrier, Item> = (C & { readonly item: Item })['stream'];

/** Sends a request and brings what comes back: all that the client needs. */
export interface Requester<C extends Carrier> {
  request<N extends CommandName>(name: N, input: Commands[N]['input']): Stream<C, Answer<N>>;
}

/** The typed functions of every domain, over one requester. */
export function wireClient<C extends Carrier>(requester: Requester<C>) {
  return {
    accounts: {
      /** Proves who one is; ends in a session that the browser picks up. */
      login: (input: accounts.LoginInput): Stream<C, Answer<'accounts.Login'>> =>
        requester.request('accounts.Login', input),
      /** Opens an account under a name that nobody has. */
      register: (input: accounts.RegisterInput): Stream<C, Answer<'accounts.Register'>> =>
        requester.request('accounts.Register', input),
    },
    board: {
      /** Takes a note down, if nobody changed it meanwhile. */
      deleteNote: (input: board.DeleteNoteInput): Stream<C, Answer<'board.DeleteNote'>> =>
        requester.request('board.DeleteNote', input),
      /** Changes what a note says, if nobody changed it meanwhile. */
      editNote: (input: board.EditNoteInput): Stream<C, Answer<'board.EditNote'>> =>
        requester.request('board.EditNote', input),
      /** The notes of a board, and every change from then on. */
      listNotes: (input: board.ListNotesInput): Stream<C, Answer<'board.ListNotes'>> =>
        requester.request('board.ListNotes', input),
      /** Puts a note on a board. */
      postNote: (input: board.PostNoteInput): Stream<C, Answer<'board.PostNote'>> =>
        requester.request('board.PostNote', input),
    },
    greetings: {
      /** Says hello to somebody. */
      greet: (input: greetings.GreetInput): Stream<C, Answer<'greetings.Greet'>> =>
        requester.request('greetings.Greet', input),
    },
  };
}

/** What {@link wireClient} returns. */
export type WireClient<C extends Carrier> = ReturnType<typeof wireClient<C>>;
