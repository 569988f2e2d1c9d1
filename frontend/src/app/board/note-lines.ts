import type { Note } from '../wire/generated/board';
import type { NoteDraft, NoteRemoval } from './note-act';

/** One line of the page: a note, and what is being done to it here. */
export interface NoteLine {
  readonly note: Note;
  readonly draft: NoteDraft | null;
  readonly removal: NoteRemoval | null;
  /** Somebody took the note down while it is being edited here. */
  readonly gone: boolean;
}

/** The notes in order, and at the end those that are gone while somebody here still writes on them. */
export function linesOf(
  notes: readonly Note[],
  drafts: ReadonlyMap<string, NoteDraft>,
  removals: ReadonlyMap<string, NoteRemoval>,
): readonly NoteLine[] {
  const present = new Set(notes.map(({ noteId }) => noteId));
  const orphans = [...drafts.values()].filter(({ base }) => !present.has(base.noteId));
  return [
    ...notes.map((note) => ({
      note,
      draft: drafts.get(note.noteId) ?? null,
      removal: removals.get(note.noteId) ?? null,
      gone: false,
    })),
    ...orphans.map((draft) => ({ note: draft.base, draft, removal: null, gone: true })),
  ];
}
