import { onServer } from './surroundings';

const LOGIN = '__Host-LOGIN-REQUEST-ID=one; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60';
const request = { method: 'GET', headers: { accept: 'text/plain' }, cache: 'no-store' } as const;

describe('onServer', () => {
  const sent: Headers[] = [];
  const handshakes: unknown[] = [];
  let answers: string[];

  beforeEach(() => {
    vi.useFakeTimers();
    sent.length = handshakes.length = 0;
    answers = [];
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      sent.push(new Headers(init.headers));
      const headers = new Headers(answers.map((text): [string, string] => ['set-cookie', text]));
      return Promise.resolve(new Response(null, { headers }));
    });
    vi.stubGlobal('WebSocket', function (url: string, options: unknown) {
      handshakes.push([url, options]);
    });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('stands for an origin', async () => {
    await onServer('https://stage.example', 'https://pages.example').fetch('https://stage.example/api/x', request);

    expect(sent[0]?.get('origin')).toBe('https://pages.example');
    expect(sent[0]?.get('accept')).toBe('text/plain');
    expect(sent[0]?.has('cookie')).toBe(false);
  });

  it.each(['https://stage.example', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'http://localhost:8080'])(
    'brings the cookies of %s back, over HTTP and over the socket',
    async (url) => {
      const { fetch, openSocket } = onServer(url, url);
      answers = [LOGIN, '__Host-auth-token=two=2; Path=/; Secure'];
      await fetch(`${url}/api/x`, request);
      await fetch(`${url}/api/y`, request);
      openSocket(['millrace.v1'], { message: () => undefined, closed: () => undefined });
      const cookie = '__Host-LOGIN-REQUEST-ID=one; __Host-auth-token=two=2';

      expect(sent[1]?.get('cookie')).toBe(cookie);
      expect(handshakes).toEqual([
        [`${url.replace('http', 'ws')}/api/socket`, { protocols: ['millrace.v1'], headers: { origin: url, cookie } }],
      ]);
    },
  );

  it('forgets a cookie that is taken away or has ended', async () => {
    const { fetch } = onServer('https://stage.example', 'https://stage.example');
    answers = [LOGIN, 'other=1', 'third=3; Expires=Thu, 01 Jan 1970 00:00:00 GMT'];
    await fetch('https://stage.example/api/x', request);
    answers = ['other=; Max-Age=0'];
    await fetch('https://stage.example/api/x', request);
    vi.advanceTimersByTime(60_000);
    await fetch('https://stage.example/api/x', request);

    expect(sent.map((headers) => headers.get('cookie'))).toEqual([null, '__Host-LOGIN-REQUEST-ID=one; other=1', null]);
  });

  it('shows no cookie to whoever listens on the way', async () => {
    const { fetch } = onServer('http://stage.example', 'http://stage.example');
    answers = [LOGIN];
    await fetch('http://stage.example/api/x', request);
    await fetch('http://stage.example/api/x', request);

    expect(sent[1]?.has('cookie')).toBe(false);
  });
});
