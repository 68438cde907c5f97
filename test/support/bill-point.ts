/** A point of the bill, by the end of the five minutes that CloudWatch gives it. */
export const billPoint = (endsAt: Date, multiple: number) => ({
  startsAt: new Date(endsAt.getTime() - 300_000),
  endsAt,
  multiple,
});
