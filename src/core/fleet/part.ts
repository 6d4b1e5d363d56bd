// What an instance is in its service; it decides the order of reboots and what a gate asks.

/** Reboot order within a service is standby, then replica and member, then primary. */
export type Part = 'primary' | 'replica' | 'standby' | 'member';
