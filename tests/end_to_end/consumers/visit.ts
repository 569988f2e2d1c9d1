// What somebody writes who has installed the npm package; prints what a visit brought.
import type { Client } from 'millrace-client';
import { HttpTransport, RequestRefused } from 'millrace-client';

// As much of Node as is used here; the package itself asks for no types but the language's own.
declare const process: { readonly argv: readonly string[] };
declare const console: { log(text: string): void };

async function greet(url: string): Promise<string> {
  const transport = await HttpTransport.open(url);
  const outcome = await transport.client.greetings.greet({ name: 'Ada', text: 'hello' });
  transport.close();
  return outcome['@type'] === 'greetings.Greeted' ? outcome.text : `no greeting: ${outcome['@type']}`;
}

/** Registers, logs in, posts a note, and sees it in the board's feed. */
async function visit(url: string, name: string, password: string): Promise<unknown[]> {
  const transport = await HttpTransport.open(url);
  const { client } = transport;
  const registered = await client.accounts.register({ name, password });
  if (registered['@type'] !== 'accounts.Registered') {
    return stop(registered);
  }
  const ready = await client.accounts.login({ name, password });
  if (ready['@type'] !== 'sessions.SessionReady') {
    return stop(ready);
  }
  await transport.beginSession();
  const session = await transport.readSession();
  const posted = await client.board.postNote({ boardId: name, text: 'mind the sluice' });
  if (posted['@type'] !== 'board.NotePosted') {
    return stop(posted);
  }
  let texts: readonly string[] = [];
  for await (const message of client.board.listNotes({ boardId: name })) {
    if (message['@type'] === 'board.Notes') {
      texts = message.notes.map((note) => note.text);
      break;
    }
  }
  await transport.endSession();
  const refused = await refusal(client);
  transport.close();
  return [registered.name, session?.name, posted.author, texts, refused];
}

/** Nobody posts without a session. */
async function refusal(client: Client): Promise<string | null> {
  try {
    await client.board.postNote({ boardId: 'main', text: 'x' });
  } catch (error) {
    return error instanceof RequestRefused ? error.type : String(error);
  }
  return null;
}

function stop(outcome: unknown): never {
  throw new Error(`expected to go on, got ${JSON.stringify(outcome)}`);
}

const [, , url = '', name = '', password = ''] = process.argv;
console.log(JSON.stringify([await greet(url), ...(await visit(url, name, password))]));
