import type { Body, board } from './generated';
import type { FakeGateway } from './testing/fake-gateway';
import type { FakeNetwork } from './testing/fake-socket';
import type { WireBench } from './testing/wire-bench';
import { listen, settle, wireBench } from './testing/wire-bench';

const page: Body = { '@type': 'board.Notes', boardId: 'main', notes: [], seq: 4 };

describe('RequestService with a feed', () => {
  let bench: WireBench;
  let network: FakeNetwork;
  let gateway: FakeGateway;

  beforeEach(async () => {
    bench = await wireBench();
    ({ network, gateway } = bench);
  });

  afterEach(() => {
    vi.useRealTimers();
  });


  const changed: Body = {
    '@type': 'board.NoteChanged',
    boardId: 'main',
    note: { '@type': 'board.Note', noteId: 'n1', text: 'Mind the gap.', author: 'ada', version: 1 },
    seq: 5,
  };

  it('brings the snapshot and every change', async () => {
    const { heard } = listen(bench.wire.board.listNotes({ boardId: 'main' }));
    await settle();
    gateway.last.accept();
    network.last.answer(gateway.last.requestId, page, { final: false });
    network.last.answer(gateway.last.requestId, changed, { final: false });

    expect(gateway.last.method).toBe('GET');
    expect(gateway.last.path).toBe('/api/boards/main/notes');
    expect(heard).toEqual([page, changed]);
  });

  it('asks anew over a new socket, with another id', async () => {
    const { heard } = listen(bench.wire.board.listNotes({ boardId: 'main' }));
    await settle();
    const { requestId } = gateway.last;
    gateway.last.accept();
    network.last.answer(requestId, page, { final: false });
    await bench.reconnect('s2', true);

    expect(gateway.arrivals).toHaveLength(2);
    expect(gateway.last.requestId).not.toBe(requestId);

    network.last.answer(requestId, page, { final: false });
    network.last.answer(gateway.last.requestId, changed, { final: false });

    expect(heard).toEqual([page, changed]);
  });

  it('asks once over a new socket after a rebind', async () => {
    listen(bench.wire.board.listNotes({ boardId: 'main' }));
    await settle();
    gateway.last.problem(409, 'subscriber-rebind');
    await settle();
    network.last.welcome('s2');
    await settle();

    expect(gateway.arrivals).toHaveLength(2);
  });

  it('is cancelled at the gateway when it is unsubscribed', async () => {
    const { end } = listen(bench.wire.board.listNotes({ boardId: 'main' }));
    await settle();
    const { requestId } = gateway.last;
    gateway.last.accept();
    await settle();
    end();
    await settle();

    expect(gateway.last.method).toBe('DELETE');
    expect(gateway.last.path).toBe(`/api/requests/${requestId}`);
    expect(gateway.last.requestId).not.toBe(requestId);
  });

  it('is cancelled after its 202 when it is unsubscribed before', async () => {
    const { end } = listen(bench.wire.board.listNotes({ boardId: 'main' }));
    await settle();
    end();
    await settle();

    expect(gateway.arrivals).toHaveLength(1);

    gateway.last.accept();
    await settle();

    expect(gateway.last.method).toBe('DELETE');
  });

  it('needs no deadline once the snapshot is there', async () => {
    const { heard } = listen(bench.wire.board.listNotes({ boardId: 'main' }));
    await settle();
    gateway.last.accept();
    network.last.answer(gateway.last.requestId, page, { final: false });
    for (let heartbeat = 0; heartbeat < 4; heartbeat += 1) {
      await settle(20_000);
      const serverTime = new Date().toISOString();
      network.last.say({ '@type': 'wire.Heartbeat', resumeToken: 't', position: '3-100', serverTime });
    }

    expect(heard).toEqual([page]);
  });

  it('is known by its path in the plain form too', async () => {
    const { heard } = listen(bench.requests.get<board.Notes>('/boards/main/notes'));
    await settle();
    gateway.last.accept();
    network.last.answer(gateway.last.requestId, page, { final: false });
    await bench.reconnect('s2', true);

    expect(heard).toEqual([page]);
    expect(gateway.arrivals).toHaveLength(2);
  });
});
