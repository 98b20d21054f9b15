/** A map that forgets the entry that was set longest ago when it would hold more than `most`. */
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  /** The value of a key. If there is none, reads and keeps it, unless reading throws. */
  getOr(key: K, read: (key: K) => V): V {
    const known = this.get(key);
    if (known !== undefined) return known;
    const found = read(key);
    this.set(key, found);
    return found;
  }

  override set(key: K, value: V): this {
    // A key that is set again counts as new.
    this.delete(key);
    super.set(key, value);
    for (const oldest of this.keys()) {
      if (this.size <= this.#most) break;
      this.delete(oldest);
    }
    return this;
  }
}
