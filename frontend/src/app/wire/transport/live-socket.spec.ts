import { FakeNetwork } from '../testing/fake-socket';
import { LiveSocket } from './live-socket';
import type { Loss } from './socket-state';

describe('LiveSocket', () => {
  let network: FakeNetwork;
  let socket: LiveSocket;
  let rebinds: number;
  let losses: Loss[];

  beforeEach(() => {
    vi.useFakeTimers();
    network = new FakeNetwork();
    socket = new LiveSocket(network.open, () => 0.5);
    losses = [];
    socket.losses.on((loss) => losses.push(loss));
    rebinds = 0;
    socket.rebinds.on(() => {
      rebinds += 1;
    });
    socket.connect();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets so many tries fail; the wait for the next one has begun. */
  function fail(times: number): void {
    for (let time = 0; time < times; time += 1) {
      network.last.drop();
      if (time < times - 1) {
        vi.advanceTimersToNextTimer();
      }
    }
  }

  it('is connecting until the welcome, then live', () => {
    expect(network.last.protocols).toEqual(['millrace.v1']);
    expect(socket.state).toEqual({ kind: 'connecting' });

    network.last.welcome('s1');

    expect(socket.state).toEqual({ kind: 'live', recovered: null });
  });

  it('opens one socket however often it is asked to connect', () => {
    socket.connect();

    expect(network.sockets).toHaveLength(1);
  });

  it('offers its token and its positions when it comes back', () => {
    network.last.welcome('s1', '3-100');
    network.last.answer('r1', { '@type': 'accounts.NameTaken', name: 'ada' }, { position: '3-104' });
    network.last.drop(1012);
    vi.advanceTimersByTime(250);

    expect(network.last.protocols).toEqual(['millrace.v1', 'millrace.resume.token-s1', 'millrace.pos.3-104']);
    expect(socket.state).toEqual({ kind: 'resuming' });
  });

  it('offers what the last heartbeat renewed', () => {
    network.last.welcome('s1', '3-100');
    const serverTime = new Date().toISOString();
    network.last.say({ '@type': 'wire.Heartbeat', resumeToken: 'renewed', position: '3-180', serverTime });
    network.last.drop();
    vi.advanceTimersByTime(250);

    expect(network.last.protocols).toEqual(['millrace.v1', 'millrace.resume.renewed', 'millrace.pos.3-180']);
  });

  it('is resuming until the gateway says what came back', () => {
    network.last.welcome('s1');
    network.last.drop();
    vi.advanceTimersByTime(250);
    network.last.welcome('s2', '7-5');

    expect(socket.state.kind).toBe('resuming');

    network.last.resumed(true, 2);

    expect(socket.state).toEqual({ kind: 'live', recovered: { complete: true, replayed: 2 } });
    expect(losses).toEqual([]);
  });

  it('offers the old position again if a second drop cuts the replay short', () => {
    network.last.welcome('s1', '3-100');
    network.last.drop();
    vi.advanceTimersByTime(250);
    network.last.welcome('s2', '3-150');
    network.last.answer('new', { '@type': 'accounts.NameTaken', name: 'ada' }, { position: '3-151' });
    network.last.drop();
    vi.advanceTimersByTime(500);

    expect(network.last.protocols).toContain('millrace.pos.3-100');
  });

  it('brings a frame once, however often it is played', () => {
    const texts: string[] = [];
    socket.frames.on(({ body }) => texts.push(body['@type']));
    network.last.welcome('s1');

    network.last.answer('r1', { '@type': 'accounts.NameTaken', name: 'ada' }, { position: '3-104' });
    network.last.answer('r1', { '@type': 'accounts.NameTaken', name: 'ada' }, { position: '3-104' });

    expect(texts).toEqual(['accounts.NameTaken']);
  });

  it('tells that answers are lost when the resume is not complete', () => {
    network.last.welcome('s1');
    network.last.drop();
    vi.advanceTimersByTime(250);
    network.last.welcome('s2');
    network.last.resumed(false);

    expect(losses.map(({ before }) => before)).toEqual([2]);
  });

  it('tells that answers are lost when its token has grown too old to offer', () => {
    network.last.welcome('s1');
    network.last.say({ '@type': 'wire.Goodbye', reconnectAfterMs: 700_000 });
    network.last.drop(4503);
    vi.advanceTimersByTime(700_000);
    network.last.welcome('s2');

    expect(network.last.protocols).toEqual(['millrace.v1']);
    expect(losses.map(({ before }) => before)).toEqual([2]);
  });

  it('waits longer with every failed try, and says until when', () => {
    const started = Date.now();
    fail(3);
    const state = socket.state;

    // Half of 500 and 1000 ms passed; the third wait is half of 2000 ms, which is barely worth a word.
    expect(Date.now() - started).toBe(750);
    expect(state).toEqual({ kind: 'connecting' });

    vi.advanceTimersByTime(1_000);
    network.last.drop();

    expect(socket.state).toEqual({ kind: 'offline', nextTryAt: Date.now() + 2_000 });
  });

  it('never waits longer than 30 seconds', () => {
    fail(20);

    expect(socket.state).toEqual({ kind: 'offline', nextTryAt: Date.now() + 15_000 });
  });

  it('tries at once when told to', () => {
    fail(5);
    socket.tryNow();

    expect(network.sockets).toHaveLength(6);
    expect(socket.state).toEqual({ kind: 'connecting' });
  });

  it('starts again with the shortest wait after a socket has held', () => {
    fail(4);
    vi.advanceTimersByTime(2_000);
    network.last.welcome('s1');
    vi.advanceTimersByTime(6_000);
    network.last.drop();
    vi.advanceTimersByTime(250);

    expect(network.sockets).toHaveLength(6);
  });

  it('takes two and a half missed heartbeats for a dead socket', () => {
    network.last.welcome('s1');
    const dead = network.last;
    vi.advanceTimersByTime(62_499);

    expect(dead.isOpen).toBe(true);

    vi.advanceTimersByTime(1);

    expect(dead.isOpen).toBe(false);
    expect(socket.state).toEqual({ kind: 'resuming' });
  });

  it('gives up a handshake that takes ten seconds', () => {
    vi.advanceTimersByTime(10_250);

    expect(network.sockets).toHaveLength(2);
  });

  it('waits as long as the goodbye asks', () => {
    network.last.welcome('s1');
    network.last.say({ '@type': 'wire.Goodbye', reconnectAfterMs: 4_000 });
    network.last.drop(4503);

    expect(socket.state).toEqual({ kind: 'offline', nextTryAt: Date.now() + 4_000 });
  });

  it.each([1000, 1001, 1006, 1011, 1012, 1013, 4503, 4508, 4529])('comes back after %i', (code) => {
    network.last.welcome('s1');
    network.last.drop(code);
    vi.advanceTimersByTime(250);

    expect(network.sockets).toHaveLength(2);
  });

  it.each([1009, 4400, 4403, 4409, 4444])('stays away after %i, until told to try', (code) => {
    network.last.welcome('s1');
    network.last.drop(code);
    vi.advanceTimersByTime(120_000);

    expect(network.sockets).toHaveLength(1);
    expect(socket.state.kind).toBe('closed');

    socket.tryNow();

    expect(network.sockets).toHaveLength(2);
  });

  it('comes back with nothing of the old session after 4401', () => {
    network.last.welcome('s1');
    network.last.drop(4401);
    vi.advanceTimersByTime(250);

    expect(network.last.protocols).toEqual(['millrace.v1']);
    expect(losses.map(({ before }) => before)).toEqual([2]);
    expect(rebinds).toBe(1);
  });

  it('reopens for another session once per refused id', () => {
    network.last.welcome('s1');
    const old = network.last;
    socket.rebind('s1');
    socket.rebind('s1');

    expect(old.isOpen).toBe(false);
    expect(network.sockets).toHaveLength(2);
    expect(network.last.protocols).toContain('millrace.resume.token-s1');

    network.last.welcome('s2');
    network.last.resumed(true);

    // Nothing had dropped, so there is nothing to tell.
    expect(socket.state).toEqual({ kind: 'live', recovered: null });
  });

  it('lets what is not a frame pass by', () => {
    network.last.text('not json');
    network.last.text('{"body": {}}');

    expect(socket.state).toEqual({ kind: 'connecting' });
  });
});
