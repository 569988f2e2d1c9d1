// Generated from schemas by `just generate`. Edit the schemas, not this file.

import type * as accounts from './accounts';
import type * as board from './board';
import type * as greetings from './greetings';
import type * as sessions from './sessions';

/** Limits on one field; lengths count code points. A form can show and check them. */
export interface Limits {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** How one command or query is sent: a row of {@link commands}. */
export interface CommandRow {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below /api, with the names of its parameters in braces. */
  readonly path: string;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  readonly hasBody: boolean;
  readonly access: 'session' | 'anyone';
  readonly timeoutMs: number;
  /** Whether messages keep coming after the outcome, until the request is cancelled. */
  readonly feed: boolean;
  readonly constraints: Readonly<Record<string, Limits>>;
}

/** Every command and query by its full name. */
export const commands = {
  'accounts.Login': {
    method: 'POST',
    path: '/login',
    pathParameters: [],
    queryParameters: [],
    hasBody: true,
    access: 'anyone',
    timeoutMs: 60000,
    feed: false,
    constraints: {
      name: { minLength: 2, maxLength: 32, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
      password: { minLength: 1, maxLength: 128 },
    },
  },
  'accounts.Register': {
    method: 'POST',
    path: '/register',
    pathParameters: [],
    queryParameters: [],
    hasBody: true,
    access: 'anyone',
    timeoutMs: 60000,
    feed: false,
    constraints: {
      name: { minLength: 2, maxLength: 32, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' },
      password: { minLength: 8, maxLength: 128 },
    },
  },
  'board.DeleteNote': {
    method: 'DELETE',
    path: '/boards/{boardId}/notes/{noteId}',
    pathParameters: ['boardId', 'noteId'],
    queryParameters: ['version'],
    hasBody: false,
    access: 'session',
    timeoutMs: 60000,
    feed: false,
    constraints: {
      boardId: { minLength: 1, maxLength: 64, pattern: '^[a-z0-9][a-z0-9-]*$' },
      version: { minimum: 1 },
    },
  },
  'board.EditNote': {
    method: 'PUT',
    path: '/boards/{boardId}/notes/{noteId}',
    pathParameters: ['boardId', 'noteId'],
    queryParameters: [],
    hasBody: true,
    access: 'session',
    timeoutMs: 60000,
    feed: false,
    constraints: {
      boardId: { minLength: 1, maxLength: 64, pattern: '^[a-z0-9][a-z0-9-]*$' },
      text: { minLength: 1, maxLength: 500 },
      version: { minimum: 1 },
    },
  },
  'board.ListNotes': {
    method: 'GET',
    path: '/boards/{boardId}/notes',
    pathParameters: ['boardId'],
    queryParameters: [],
    hasBody: false,
    access: 'anyone',
    timeoutMs: 60000,
    feed: true,
    constraints: { boardId: { minLength: 1, maxLength: 64, pattern: '^[a-z0-9][a-z0-9-]*$' } },
  },
  'board.PostNote': {
    method: 'POST',
    path: '/boards/{boardId}/notes',
    pathParameters: ['boardId'],
    queryParameters: [],
    hasBody: true,
    access: 'session',
    timeoutMs: 60000,
    feed: false,
    constraints: {
      boardId: { minLength: 1, maxLength: 64, pattern: '^[a-z0-9][a-z0-9-]*$' },
      text: { minLength: 1, maxLength: 500 },
    },
  },
  'greetings.Greet': {
    method: 'POST',
    path: '/greetings',
    pathParameters: [],
    queryParameters: [],
    hasBody: true,
    access: 'anyone',
    timeoutMs: 60000,
    feed: false,
    constraints: { name: { minLength: 1, maxLength: 64 }, text: { minLength: 1, maxLength: 200 } },
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

/** What goes into every command and query, and what comes back. */
export interface Commands {
  /** Proves who one is; ends in a session that the browser picks up. */
  readonly 'accounts.Login': {
    readonly input: accounts.LoginInput;
    readonly outcome: sessions.SessionReady | accounts.LoginRefused;
    readonly feed: never;
  };
  /** Opens an account under a name that nobody has. */
  readonly 'accounts.Register': {
    readonly input: accounts.RegisterInput;
    readonly outcome: accounts.Registered | accounts.NameTaken;
    readonly feed: never;
  };
  /** Takes a note down, if nobody changed it meanwhile. */
  readonly 'board.DeleteNote': {
    readonly input: board.DeleteNoteInput;
    readonly outcome: board.NoteDeleted | board.VersionConflict | board.NoSuchNote;
    readonly feed: never;
  };
  /** Changes what a note says, if nobody changed it meanwhile. */
  readonly 'board.EditNote': {
    readonly input: board.EditNoteInput;
    readonly outcome: board.NoteEdited | board.VersionConflict | board.NoSuchNote;
    readonly feed: never;
  };
  /** The notes of a board, and every change from then on. */
  readonly 'board.ListNotes': {
    readonly input: board.ListNotesInput;
    readonly outcome: board.Notes;
    readonly feed: board.NoteChanged | board.NoteRemoved;
  };
  /** Puts a note on a board. */
  readonly 'board.PostNote': {
    readonly input: board.PostNoteInput;
    readonly outcome: board.NotePosted;
    readonly feed: never;
  };
  /** Says hello to somebody. */
  readonly 'greetings.Greet': {
    readonly input: greetings.GreetInput;
    readonly outcome: greetings.Greeted;
    readonly feed: never;
  };
}

/** The full name of a command or query. */
export type CommandName = keyof Commands;
