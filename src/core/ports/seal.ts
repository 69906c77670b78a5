/** Keeps secrets where others might read them, or copy one row's over another's. */
export interface Seal {
  /** `boundTo` names what the secret belongs to: it can be opened as that only. */
  seal(secret: string, boundTo: string): Uint8Array
  /** Throws ConfigError if no key at hand opens it, if it is another's, or if a byte of it is not as it was sealed. */
  open(sealed: Uint8Array, boundTo: string): string
  /** Sealed with a key that is no longer the first: to be sealed anew before that key is taken away. */
  isOld(sealed: Uint8Array): boolean
}
