/** A path of this application; anything else becomes the start page, so that no link can lead elsewhere after a login. */
export function localPath(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])/.test(path) ? path : '/';
}
