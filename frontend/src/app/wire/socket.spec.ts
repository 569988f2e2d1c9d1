import { TestBed } from '@angular/core/testing';

import { OPEN_SOCKET, RANDOM } from './network';
import { Socket } from './socket';
import { FakeNetwork } from './testing/fake-socket';

describe('Socket', () => {
  let network: FakeNetwork;
  let socket: Socket;

  beforeEach(() => {
    vi.useFakeTimers();
    network = new FakeNetwork();
    TestBed.configureTestingModule({
      providers: [
        { provide: OPEN_SOCKET, useValue: network.open },
        { provide: RANDOM, useValue: () => 0.5 },
      ],
    });
    socket = TestBed.inject(Socket);
    socket.connect();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('shows its state and its changes of owner as signals', () => {
    expect(socket.state()).toEqual({ kind: 'connecting' });

    network.last.welcome('s1');

    expect(socket.state()).toEqual({ kind: 'live', recovered: null });

    network.last.drop(4401);

    expect(socket.rebinds()).toBe(1);
  });

  it('tries at once when the browser is online again', () => {
    for (let time = 0; time < 5; time += 1) {
      network.last.drop();
      if (time < 4) {
        vi.advanceTimersToNextTimer();
      }
    }
    window.dispatchEvent(new Event('online'));

    expect(network.sockets).toHaveLength(6);
  });

  it('is closed with the page', () => {
    network.last.welcome('s1');
    TestBed.resetTestingModule();

    expect(network.last.isOpen).toBe(false);
  });
});
