/** The value of the tag `hostkeeper:slot`: the minute in UTC, `2026-11-20T03:00Z`. */
export const formatSlot = (slot: Date): string => `${slot.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)}Z`;

/** The instant of a slot; `undefined` for a text that is none. */
export const parseSlot = (text: string): Date | undefined => {
  const slot = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(text) ? text : Number.NaN);
  return Number.isNaN(slot.getTime()) ? undefined : slot;
};
