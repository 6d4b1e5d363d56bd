// Whose reboots an expected length comes from: the host's own, or those of hosts like it.

export type TimingBasis = {
  readonly kind: 'host' | 'model' | 'service';
  readonly reboots: number;
};
