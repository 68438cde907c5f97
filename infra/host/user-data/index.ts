/** STUB until merged. */
export const userData = (_: {
  readonly stage: string;
  readonly host: string;
  readonly cluster: string;
  readonly swapMegabytes: number;
  readonly hostname: string;
  readonly formatBlank: boolean;
}): string => '#!/bin/bash\n';
