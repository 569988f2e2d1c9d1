// Generated from schemas/board by `just generate`. Edit the schemas, not this file.

/** Takes a note down, if nobody changed it meanwhile. */
export interface DeleteNoteInput {
  /** The board. */
  readonly boardId: string;
  /** The note. */
  readonly noteId: string;
  /** The version that was seen. */
  readonly version: number;
}

/** Changes what a note says, if nobody changed it meanwhile. */
export interface EditNoteInput {
  /** The board. */
  readonly boardId: string;
  /** The note. */
  readonly noteId: string;
  /** What the note says. */
  readonly text: string;
  /** The version that the editor saw. */
  readonly version: number;
}

/** The notes of a board, and every change from then on. */
export interface ListNotesInput {
  /** The board. */
  readonly boardId: string;
}

/** Puts a note on a board. */
export interface PostNoteInput {
  /** The board. */
  readonly boardId: string;
  /** What the note says. */
  readonly text: string;
}

/** The board has no such note (any more). */
export interface NoSuchNote {
  readonly '@type': 'board.NoSuchNote';
  /** The note. */
  readonly noteId: string;
}

/** One note as it stands. */
export interface Note {
  readonly '@type': 'board.Note';
  /** The note. */
  readonly noteId: string;
  /** What the note says. */
  readonly text: string;
  /** Who posted it. */
  readonly author: string;
  /** Counts the edits of this note, from 1. */
  readonly version: number;
}

/** A note was posted or edited. */
export interface NoteChanged {
  readonly '@type': 'board.NoteChanged';
  /** The board. */
  readonly boardId: string;
  /** The note as it stands now. */
  readonly note: Note;
  /** The number of this change of the board. */
  readonly seq: number;
}

/** A note was taken down. */
export interface NoteDeleted {
  readonly '@type': 'board.NoteDeleted';
  /** The board. */
  readonly boardId: string;
  /** The note. */
  readonly noteId: string;
  /** The version that was taken down. */
  readonly version: number;
}

/** A note was changed. */
export interface NoteEdited {
  readonly '@type': 'board.NoteEdited';
  /** The board. */
  readonly boardId: string;
  /** The note. */
  readonly noteId: string;
  /** What the note says. */
  readonly text: string;
  /** Counts the edits of this note, from 1. */
  readonly version: number;
  /** Who edited it. */
  readonly editor: string;
}

/** A note was put on a board. */
export interface NotePosted {
  readonly '@type': 'board.NotePosted';
  /** The board. */
  readonly boardId: string;
  /** The note. */
  readonly noteId: string;
  /** What the note says. */
  readonly text: string;
  /** Who posted it. */
  readonly authorId: string;
  /** The name shown beside it. */
  readonly author: string;
  /** Always 1. */
  readonly version: number;
}

/** A note was taken down. */
export interface NoteRemoved {
  readonly '@type': 'board.NoteRemoved';
  /** The board. */
  readonly boardId: string;
  /** The note. */
  readonly noteId: string;
  /** The number of this change of the board. */
  readonly seq: number;
}

/** All notes of a board at one moment. */
export interface Notes {
  readonly '@type': 'board.Notes';
  /** The board. */
  readonly boardId: string;
  /** In the order in which they were posted. */
  readonly notes: readonly Note[];
  /** How many changes of this board are in it; feed messages go on from here. */
  readonly seq: number;
}

/** Somebody changed the note first; nothing happened. */
export interface VersionConflict {
  readonly '@type': 'board.VersionConflict';
  /** The note as it stands. */
  readonly current: Note;
}
