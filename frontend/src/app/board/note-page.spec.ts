import type { Note, NoteChanged, NoteRemoved } from '../wire/generated/board';
import { opened, played, takenDown, written } from './note-page';

const first: Note = { '@type': 'board.Note', noteId: 'n1', text: 'Mind the sluice gate.', author: 'ada', version: 1 };
const second: Note = { '@type': 'board.Note', noteId: 'n2', text: 'Grease the axle.', author: 'grace', version: 1 };
const page = opened({ '@type': 'board.Notes', boardId: 'main', notes: [first, second], seq: 2 });

function change(note: Note, seq: number): NoteChanged {
  return { '@type': 'board.NoteChanged', boardId: 'main', note, seq };
}

function removal(noteId: string, seq: number): NoteRemoved {
  return { '@type': 'board.NoteRemoved', boardId: 'main', noteId, seq };
}

describe('A page of notes', () => {
  it('puts a new note at its end', () => {
    const third = { ...first, noteId: 'n3' };

    expect(played(page, change(third, 3))).toMatchObject({ seq: 3, notes: [first, second, third] });
  });

  it('shows an edit where the note stands', () => {
    const edited = { ...first, text: 'Mind the gap.', version: 2 };

    expect(played(page, change(edited, 3)).notes).toEqual([edited, second]);
  });

  it('loses a note that was taken down', () => {
    expect(played(page, removal('n1', 3)).notes).toEqual([second]);
  });

  it('stays as it is when a change comes that is in it', () => {
    expect(played(page, change({ ...first, text: 'old' }, 2))).toBe(page);
    expect(played(page, removal('n1', 1))).toBe(page);
  });

  it('takes an outcome and the feed message of the same edit as one', () => {
    const edited = { ...first, text: 'Mind the gap.', version: 2 };
    const after = played(written(page, edited), change(edited, 3));

    expect(after.notes).toEqual([edited, second]);
    expect(after.seq).toBe(3);
  });

  it('does not go back to an older version', () => {
    const third = { ...first, text: 'third', version: 3 };

    expect(written(written(page, third), { ...first, text: 'second', version: 2 }).notes[0]).toBe(third);
  });

  it('does not bring back what was taken down', () => {
    expect(written(takenDown(page, 'n1'), { ...first, version: 2 }).notes).toEqual([second]);
  });
});
