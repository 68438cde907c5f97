import * as z from 'zod/mini';

import { isNamePattern, normalName } from '../../libs/hosts/record-names.ts';
import { cidr, flag, optionalText, text, variable, whole, zone } from './setting-values.ts';

/** What the reference says of a setting, beside its schema. */
interface Row {
  /** The unit or the form of a value. */
  readonly unit: string;
  /** A valid value as infra/stages.yml has it. */
  readonly example: string;
  /** What it does: sentences in Markdown. */
  readonly text: string;
}

/** The rows of the reference, by the schemas of the settings. */
export const settingRows = z.registry<Row>();

/** An image, with a tag or a digest. https://docs.docker.com/reference/cli/docker/image/tag/ */
const IMAGE = /^[a-z0-9][\w.\-/:]*(@sha256:[0-9a-f]{64})?$/;

const SECRET = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/;

/**
 * The settings of a stage's own host: `host:` in infra/stages.yml. The one place of their names, schemas, defaults and
 * descriptions; docs/reference/parameters.md is made from it.
 */
export const hostSchema = z.strictObject({
  name: text(
    /^[a-z][a-z0-9-]{0,28}[a-z0-9]$/,
    'is not a name of 2 to 30 lower-case letters, digits and hyphens',
  ).register(settingRows, {
    unit: 'name',
    example: 'blog',
    text: 'The name of the host, `hostkeeper:host` on its group.',
  }),
  domain: z
    .pipe(
      z.string({ error: 'is not text' }).check(
        z.refine((name) => isNamePattern(normalName(name)) && !name.includes('*') && name.includes('.'), {
          error: 'is not a DNS name',
        }),
      ),
      z.transform(normalName),
    )
    .register(settingRows, {
      unit: 'DNS name',
      example: 'example.com',
      text: 'The name of the hosted zone, and the first name at which the host answers.',
    }),
  records: z
    .prefault(
      z.array(
        z.string().check(
          z.refine((name) => isNamePattern(name) && !name.includes('*'), {
            error: 'is not a DNS name in lower case',
          }),
        ),
        { error: 'is not a list' },
      ),
      [],
    )
    .register(settingRows, {
      unit: 'list of DNS names',
      example: '[www.example.com]',
      text: 'Further names in the zone that follow the host.',
    }),
  zones: z
    .tuple([zone, zone], {
      error: 'is not a list of two zones',
    })
    .register(settingRows, {
      unit: 'two availability zones',
      example: '[us-east-1a, us-east-1b]',
      text: 'The data volume and the group are in the first; a restore may use the second. They are names, because what AWS lists first may change, and a volume that changes its zone is replaced.',
    }),
  zone: optionalText(/^[a-z0-9-]+$/, 'is not the name of a zone').register(settingRows, {
    unit: 'one of the `zones`',
    example: 'us-east-1b',
    text: 'Where the group is, if not in the first of the `zones`: after a restore to the second one, together with `volumeId`.',
  }),
  vpcCidr: z.prefault(cidr, '10.0.0.0/27').register(settingRows, {
    unit: 'IPv4 range',
    example: '10.0.0.0/27',
    text: 'The range of the VPC.',
  }),
  subnetCidrs: z
    .prefault(
      z.tuple([cidr, cidr], {
        error: 'is not a list of two ranges',
      }),
      ['10.0.0.0/28', '10.0.0.16/28'],
    )
    .register(settingRows, {
      unit: 'two IPv4 ranges',
      example: '[10.0.0.0/28, 10.0.0.16/28]',
      text: 'The ranges of the two public subnets, in the order of `zones`.',
    }),
  ipv6: z.prefault(flag, false).register(settingRows, {
    unit: 'true or false',
    example: 'true',
    text: 'Also gives the host an IPv6 address, and its names an AAAA record.',
  }),
  adminCidr: optionalText(/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, 'is not an IPv4 range').register(settingRows, {
    unit: 'IPv4 range',
    example: '198.51.100.7/32',
    text: 'From where SSH is open, together with `keyName`. Nowhere by default: use Session Manager.',
  }),
  keyName: optionalText(/^\S{1,255}$/, 'is not the name of a key pair').register(settingRows, {
    unit: 'name',
    example: 'my-key',
    text: 'The key pair for SSH, together with `adminCidr`.',
  }),
  instanceType: z
    .prefault(text(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'is not an instance type'), 't3.micro')
    .register(settingRows, {
      unit: 'instance type',
      example: 't4g.micro',
      text: 'The type of the instance. Types of arm64 get the AMI of arm64, and need an image for it.',
    }),
  spotTypes: z
    .prefault(z.array(text(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'is not an instance type'), { error: 'is not a list' }), [])
    .register(settingRows, {
      unit: 'list of instance types',
      example: '[t3.micro, t3a.micro]',
      text: 'Makes the instance a Spot instance of one of these types, which have the architecture of `instanceType`.',
    }),
  maxInstanceLifetimeDays: z
    .prefault(
      z.union([z.literal(0), whole(1, 365, 'days')], { error: 'is neither 0 nor a number of 1 to 365 days' }),
      30,
    )
    .register(settingRows, {
      unit: 'days; 0 = for ever',
      example: '30',
      text: "After this time the group replaces the instance, which brings AWS's patched image.",
    }),
  rootGigabytes: z.prefault(whole(30, 1000, 'GB'), 30).register(settingRows, {
    unit: 'GB',
    example: '30',
    text: 'The size of the root volume. The image of AWS takes 30.',
  }),
  swapMegabytes: z.prefault(whole(0, 8192, 'MB'), 1024).register(settingRows, {
    unit: 'MB',
    example: '1024',
    text: 'A swap file on the root volume; 0 for none.',
  }),
  dataGigabytes: z.prefault(whole(1, 16_384, 'GB'), 2).register(settingRows, {
    unit: 'GB',
    example: '2',
    text: 'The size of the data volume that the stack creates.',
  }),
  volumeId: optionalText(/^vol-[0-9a-f]{8,17}$/, 'is not the id of a volume').register(settingRows, {
    unit: 'id',
    example: 'vol-0123456789abcdef0',
    text: 'An existing data volume in the zone of the group, instead of one that the stack creates.',
  }),
  hostedZoneId: optionalText(/^Z[A-Z0-9]{1,31}$/, 'is not the id of a hosted zone').register(settingRows, {
    unit: 'id',
    example: 'Z0123456789ABC',
    text: 'An existing hosted zone of `domain`, instead of one that the stack creates.',
  }),
  databaseSecretArn: optionalText(SECRET, 'is not the ARN of a secret').register(settingRows, {
    unit: 'ARN',
    example: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:blog-database-a1b2c3',
    text: "An existing secret with the database's password, instead of one that the stack creates.",
  }),
  secretArn: optionalText(SECRET, 'is not the ARN of a secret').register(settingRows, {
    unit: 'ARN',
    example: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:blog-a1b2c3',
    text: "An existing secret with the application's keys as one JSON map, instead of one that the stack creates.",
  }),
  repository: optionalText(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, 'is not the name of an ECR repository').register(
    settingRows,
    {
      unit: 'name',
      example: 'blog',
      text: 'An existing ECR repository, instead of one that the stack creates.',
    },
  ),
  image: optionalText(IMAGE, 'is not an image').register(settingRows, {
    unit: 'image',
    example: '123456789012.dkr.ecr.us-east-1.amazonaws.com/hostkeeper-prod-blog:v2026-11-26',
    text: 'The image of the web container. While there is none, the host serves the default page of nginx.',
  }),
  command: z.prefault(z.array(z.string(), { error: 'is not a list' }), []).register(settingRows, {
    unit: 'list of words',
    example: '[gunicorn, app.wsgi]',
    text: 'The command of the web container, instead of that of its image.',
  }),
  healthCheck: z.prefault(z.array(z.string(), { error: 'is not a list' }), []).register(settingRows, {
    unit: 'list of words',
    example: '[python, healthcheck.py]',
    text: 'A command in the web container that ends with 0 while it is healthy; when it fails three times, ECS starts the task again. None by default, as nothing is known of what the image has.',
  }),
  port: z.prefault(whole(1, 65_535, ''), 8000).register(settingRows, {
    unit: 'port',
    example: '8000',
    text: 'The port at which the web container listens.',
  }),
  environment: z
    .prefault(z.record(variable, z.coerce.string(), { error: 'is not a map of variables' }), {})
    .register(settingRows, {
      unit: 'map',
      example: '{ DJANGO_DEBUG: "0" }',
      text: 'Plain variables of the web container. No secret belongs here.',
    }),
  secrets: z.prefault(z.array(variable, { error: 'is not a list' }), ['DJANGO_SECRET']).register(settingRows, {
    unit: 'list of variables',
    example: '[DJANGO_SECRET, EMAIL_PASSWORD]',
    text: 'Variables of the web container that are keys of the secret. The stack creates `DJANGO_SECRET`.',
  }),
  database: z
    .prefault(z.enum(['container', 'external'], { error: 'is neither container nor external' }), 'container')
    .register(settingRows, {
      unit: '`container` or `external`',
      example: 'external',
      text: 'MySQL beside the web container, or a database elsewhere: then `databaseHost` and `databaseSecretArn` are needed.',
    }),
  databaseHost: optionalText(/^[A-Za-z0-9.-]+$/, 'is not a host name').register(settingRows, {
    unit: 'host name',
    example: 'db.example.com',
    text: 'Where an external database is, `DB_HOST` of the web container.',
  }),
  databaseName: z.prefault(text(/^\w{1,64}$/, 'is not the name of a database'), 'app').register(settingRows, {
    unit: 'name',
    example: 'app',
    text: 'The name of the database, `DB_NAME` of the web container.',
  }),
  databaseUser: z.prefault(text(/^\w{1,32}$/, 'is not the name of a user'), 'app').register(settingRows, {
    unit: 'name',
    example: 'app',
    text: 'The user of the database, `DB_USER` of the web container.',
  }),
  nginxImage: z
    .prefault(text(IMAGE, 'is not an image'), 'public.ecr.aws/docker/library/nginx:stable')
    .register(settingRows, {
      unit: 'image',
      example: 'public.ecr.aws/docker/library/nginx:stable',
      text: 'The image of nginx.',
    }),
  databaseImage: z
    .prefault(text(IMAGE, 'is not an image'), 'public.ecr.aws/docker/library/mysql:8.4')
    .register(settingRows, {
      unit: 'image',
      example: 'public.ecr.aws/docker/library/mysql:8.4',
      text: 'The image of MySQL.',
    }),
  memoryMegabytes: z
    .prefault(
      z.strictObject(
        { nginx: whole(16, 65_536, 'MB'), web: whole(32, 65_536, 'MB'), mysql: whole(200, 65_536, 'MB') },
        { error: 'is not a map of nginx, web and mysql' },
      ),
      { nginx: 64, web: 320, mysql: 384 },
    )
    .register(settingRows, {
      unit: 'MB',
      example: '{ nginx: 64, web: 320, mysql: 384 }',
      text: 'What ECS reserves for each container. Together at most 800 MB on an instance of 1 GiB.',
    }),
  logRetentionDays: z
    .prefault(
      z.union(
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731].map((days) => z.literal(days)),
        {
          error: 'is not a number of days that CloudWatch Logs takes, such as 30',
        },
      ),
      30,
    )
    .register(settingRows, { unit: 'days', example: '30', text: 'How long the logs of the containers are kept.' }),
  capacityProvider: z.prefault(flag, false).register(settingRows, {
    unit: 'true or false',
    example: 'true',
    text: 'Runs the task by a capacity provider with managed scaling, instead of a daemon. It makes two alarms more.',
  }),
  operators: z
    .prefault(z.array(text(/^[\w+=,.@-]{1,64}$/, 'is not the name of a user'), { error: 'is not a list' }), [])
    .register(settingRows, {
      unit: 'list of IAM users',
      example: '[ann, bob]',
      text: 'Existing users who may open sessions, invoke the functions, and read.',
    }),
});

/** The settings of a host, with the defaults where a stage sets none. */
export type HostSettings = z.output<typeof hostSchema>;
