// The one lever that keeps every campaign from starting another host.

export interface StopSwitch {
  /** Durable once it resolves. What is in flight is brought to its end. */
  set(reason: string): Promise<void>;
}
