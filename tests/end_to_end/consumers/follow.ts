// Follows a board until its first message has come twice: a feed begins again when its gateway does.
import { HttpTransport } from 'millrace-client';

declare const process: { readonly argv: readonly string[] };
declare const console: { log(text: string): void };

const transport = await HttpTransport.open(process.argv[2] ?? '');
let pages = 0;
for await (const message of transport.client.board.listNotes({ boardId: 'main' })) {
  console.log(message['@type']);
  pages += message['@type'] === 'board.Notes' ? 1 : 0;
  if (pages === 2) {
    break;
  }
}
transport.close();
