// How English counts.

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** `12 hosts`, or `3 of 12 hosts` where the others are left alone. */
export const ofHosts = (hosts: number, all: number): string =>
  hosts === all ? plural(all, 'host') : `${hosts.toLocaleString('en')} of ${plural(all, 'host')}`;
