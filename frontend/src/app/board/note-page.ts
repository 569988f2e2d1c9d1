import type { Note, NoteChanged, NoteRemoved, Notes } from '../wire/generated/board';

/** What a board holds, as far as this page knows. */
export interface NotePage {
  /** How many changes of the board are in it. */
  readonly seq: number;
  /** In the order in which they were posted. */
  readonly notes: readonly Note[];
  /** Notes that are known to be gone, so that a late outcome does not bring one back. */
  readonly removed: ReadonlySet<string>;
}

/** The page that a snapshot stands for. */
export function opened({ notes, seq }: Notes): NotePage {
  return { seq, notes, removed: new Set() };
}

/** The page after one message of the feed; a change that is in it already changes nothing. */
export function played(page: NotePage, message: NoteChanged | NoteRemoved): NotePage {
  if (message.seq <= page.seq) {
    return page;
  }
  const next =
    message['@type'] === 'board.NoteChanged' ? written(page, message.note) : takenDown(page, message.noteId);
  return { ...next, seq: message.seq };
}

/** The page with a note as an outcome tells it, which may come before or after the feed does. */
export function written(page: NotePage, note: Note): NotePage {
  if (page.removed.has(note.noteId)) {
    return page;
  }
  const known = page.notes.find(({ noteId }) => noteId === note.noteId);
  if (known === undefined) {
    return { ...page, notes: [...page.notes, note] };
  }
  if (known.version >= note.version) {
    return page;
  }
  return { ...page, notes: page.notes.map((each) => (each === known ? note : each)) };
}

/** The page without a note. */
export function takenDown(page: NotePage, noteId: string): NotePage {
  return {
    ...page,
    notes: page.notes.filter((note) => note.noteId !== noteId),
    removed: new Set([...page.removed, noteId]),
  };
}
