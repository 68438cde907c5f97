import { type LoopbackServer, startServer } from '../support/loopback-server.ts';
import { pythonProgram } from '../support/python.ts';

/**
 * moto, an emulator of AWS in Python. The versions are pinned: each one has faults of its own, which moto-faults.ts lists.
 * https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
export const motoProgram = () =>
  pythonProgram('moto_server', [
    'moto==5.2.5',
    'boto3==1.44.8',
    'botocore==1.44.8',
    'flask==3.1.3',
    'flask-cors==6.0.5',
  ]);

/** Starts a server. Throws where it does not answer within a minute. */
export const startMoto = (command: string): Promise<LoopbackServer> =>
  startServer({ command, args: (port) => ['-H', '127.0.0.1', '-p', `${port}`], healthPath: '/moto-api/' });
