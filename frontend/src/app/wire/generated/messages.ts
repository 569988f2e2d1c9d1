// Generated from schemas by `just generate`. Edit the schemas, not this file.

import type * as accounts from './accounts';
import type * as board from './board';
import type * as greetings from './greetings';
import type * as sessions from './sessions';
import type * as wire from './wire';

/** Everything that a frame can hold; `@type` tells which. */
export type Body =
  | accounts.LoginRefused
  | accounts.NameTaken
  | accounts.Registered
  | board.NoSuchNote
  | board.NoteChanged
  | board.NoteDeleted
  | board.NoteEdited
  | board.NotePosted
  | board.NoteRemoved
  | board.Notes
  | board.VersionConflict
  | greetings.Greeted
  | sessions.SessionReady
  | wire.Cancelled
  | wire.Expired
  | wire.Failed
  | wire.Goodbye
  | wire.Heartbeat
  | wire.Lost
  | wire.RequestIdReused
  | wire.Resumed
  | wire.Welcome;

/** What the platform itself may end any request with, instead of one of its outcomes. */
export type Ending = wire.Expired | wire.Failed | wire.Lost | wire.Cancelled | wire.RequestIdReused;

/** One text message of the socket. `requestId` is null in the gateway's own frames. */
export interface Frame<B extends Body = Body> {
  readonly requestId: string | null;
  /** Whether this is the last frame of its request. */
  readonly final: boolean;
  /** Where the frame stands on the socket's lane, for resuming: `<lane>-<offset>`. */
  readonly position: string | null;
  readonly body: B;
}
