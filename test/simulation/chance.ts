// Seeded chance. Each concern draws from its own fork, so that switching one kind of fault off does not change what
// every other one draws: a failing seed can be shrunk.

export type Chance = {
  /** Uniform in [0, 1). */
  readonly fraction: () => number;
  /** A whole number from `least` to `most`, both included. */
  readonly whole: (least: number, most: number) => number;
  /** True with probability `probability`. */
  readonly happens: (probability: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** Log-uniform: a second is as likely to be drawn as an hour. */
  readonly span: (leastMs: number, mostMs: number) => number;
  readonly shuffled: <Item>(items: readonly Item[]) => readonly Item[];
  readonly fork: (label: string) => Chance;
};

export function createChance(seed: string): Chance {
  const fraction = sfc32(seed);
  const chance: Chance = {
    fraction,
    whole: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    happens: (probability) => fraction() < probability,
    pick: (items) => {
      const item = items[Math.floor(fraction() * items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    span: (leastMs, mostMs) => Math.round(leastMs * (mostMs / Math.max(1, leastMs)) ** fraction()),
    shuffled: (items) => {
      const order = [...items];
      for (let at = order.length - 1; at > 0; at -= 1) {
        const other = Math.floor(fraction() * (at + 1));
        const [left, right] = [order[at], order[other]];
        if (left !== undefined && right !== undefined) [order[at], order[other]] = [right, left];
      }
      return order;
    },
    fork: (label) => createChance(`${seed}/${label}`),
  };
  return chance;
}

/** Chris Doty-Humphrey's small fast counter generator, from a 128-bit hash of the seed text. */
function sfc32(seed: string): () => number {
  let [a, b, c, d] = hash128(seed);
  const step = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) step();
  return step;
}

function hash128(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = b ^ Math.imul(a ^ code, 597_399_067);
    b = c ^ Math.imul(b ^ code, 2_869_860_233);
    c = d ^ Math.imul(c ^ code, 951_274_213);
    d = a ^ Math.imul(d ^ code, 2_716_044_179);
  }
  return [a | 0, b | 0, c | 0, d | 0];
}
