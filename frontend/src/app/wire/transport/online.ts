import type { LiveSocket } from './live-socket';

/** Ends the wait for the next try when the browser is online again, until the returned function is called. */
export function wakeWhenOnline(socket: LiveSocket): () => void {
  const wake = (): void => {
    socket.tryNow();
  };
  // Node is never told whether it is online.
  if (!('addEventListener' in globalThis)) {
    return () => undefined;
  }
  globalThis.addEventListener('online', wake);
  return () => {
    globalThis.removeEventListener('online', wake);
  };
}
