import type { Limits } from '../wire/generated';

/** Lengths count code points, as the gateway does. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** What the limits ask of a text, before anything is typed: "2 to 32 characters". */
export function limitsInWords({ minLength = 0, maxLength }: Limits): string {
  if (maxLength === undefined) {
    return minLength > 1 ? `At least ${minLength} characters` : '';
  }
  return minLength > 1 ? `${minLength} to ${maxLength} characters` : `Up to ${maxLength} characters`;
}

/** What is wrong with a text, in words; null if nothing is. */
export function textProblem(text: string, limits: Limits, label: string, patternInWords = ''): string | null {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = limits;
  const length = lengthOf(text);
  if (length === 0 && minLength > 0) {
    return `${label} is missing.`;
  }
  if (length < minLength) {
    return `It needs at least ${minLength} characters; this has ${length}.`;
  }
  if (length > maxLength) {
    return `It may have at most ${maxLength} characters; this has ${length}.`;
  }
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) {
    return patternInWords === '' ? 'It has a character that is not allowed, or begins with one.' : patternInWords;
  }
  return null;
}
