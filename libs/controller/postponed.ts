/** Thrown by an executor that finds its action not due now: the next observation decides whether it ever is. */
export class Postponed extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Postponed';
  }
}
