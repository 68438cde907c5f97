/** Thrown instead of making a call that might not end before the invocation does. Nothing failed: the next run continues. */
export class OutOfTime extends Error {
  /** `progress` says how far the run came. */
  constructor(progress?: string) {
    super(`${progress === undefined ? '' : `${progress}: `}the time of this run is over; the next one continues`);
    this.name = 'OutOfTime';
  }
}
