/**
 * Seeded randomness (mulberry32): the same seed gives the same stream, and the whole state is one number, so
 * that a snapshot can carry it.
 */
export class Random {
  state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** 32 random bits as a whole number. */
  bits(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  fraction(): number {
    return this.bits() / 4_294_967_296;
  }

  /** That many hexadecimal digits. */
  hex(length: number): string {
    let text = "";
    while (text.length < length) text += this.bits().toString(16).padStart(8, "0");
    return text.slice(0, length);
  }

  /** That many decimal digits. */
  digits(length: number): string {
    let text = "";
    while (text.length < length) text += String(this.bits() % 1_000_000).padStart(6, "0");
    return text.slice(0, length);
  }

  /** A random UUID, version 4. */
  uuid(): string {
    const variant = "89ab".charAt(this.bits() & 3);
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`;
  }
}
