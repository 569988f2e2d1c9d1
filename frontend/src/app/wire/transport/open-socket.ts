/** What a socket brings. */
export interface SocketHears {
  readonly message: (data: unknown) => void;
  readonly closed: (code: number) => void;
}

/** Opens a socket that offers these subprotocols; nobody sends anything over it. */
export type OpenSocket = (protocols: string[], hears: SocketHears) => { close(): void };

/**
 * Opens the WebSocket of the place where this runs.
 *
 * @param url where, from `ws:` or `wss:` on
 * @param headers what goes with the handshake; outside of browsers alone, which allow none
 */
export function webSocketTo(url: string, headers?: () => Readonly<Record<string, string>>): OpenSocket {
  return (protocols, { message, closed }) => {
    // The second argument with headers is not the standard's, but what Node, Deno and Bun take.
    const options = headers === undefined ? protocols : { protocols, headers: headers() };
    const socket = new WebSocket(url, options as string[]);
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      message(data);
    };
    socket.onclose = ({ code }) => {
      closed(code);
    };
    return socket;
  };
}
