import type { Body, Frame } from '../generated';

/** Reads one message of the socket; null if it is not a frame. A `@type` of a newer gateway passes through. */
export function parseFrame(text: unknown): Frame | null {
  if (typeof text !== 'string') {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isFrame(value) ? value : null;
  } catch {
    return null;
  }
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { requestId, final, position, body } = value as Partial<Record<keyof Frame, unknown>>;
  return isTextOrNull(requestId) && typeof final === 'boolean' && isTextOrNull(position) && isBody(body);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && '@type' in value && typeof value['@type'] === 'string';
}
