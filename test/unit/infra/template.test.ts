import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { LAUNCH_HOOK, ECS_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import { PARAMETERS } from '../../../infra/parameters.ts';
import { tagAll, TAG_SHAPES } from '../../../infra/plugins/tags.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>> & {
    readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
    readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: { readonly Namespace: string } } }[];
    readonly Targets?: readonly object[];
    readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
    readonly Role?: Readonly<Record<string, unknown>>;
  };
}

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

const text = readFileSync('.serverless/cloudformation-template-update-stack.json', 'utf8');
const template: Template = JSON.parse(text);

const ofType = (type: string): readonly (readonly [string, Resource['Properties']])[] =>
  Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([name, { Properties }]) => [name, Properties]);

const functions = ofType('AWS::Lambda::Function');
/** All but that of the instance of a drill, which is not a function's: its story is test/stories/drill/permissions.test.ts. */
const allRoles = ofType('AWS::IAM::Role').filter(([name]) => name !== 'DrillRole');
/** The role of the schedules, which no function has. */
const SCHEDULE_ROLE = 'ScheduleRole';
const roles = allRoles.filter(([name]) => name !== SCHEDULE_ROLE);
const alarms = ofType('AWS::CloudWatch::Alarm');
const billingAlarms = alarms.filter(([, { Namespace }]) => Namespace === 'AWS/Billing');
const patterns = ofType('AWS::Events::Rule').flatMap(([, { EventPattern }]) => EventPattern ?? []);
const targets = ofType('AWS::Events::Rule').flatMap(([, { Targets = [] }]) => Targets);

const statementsOf = (role: Resource['Properties']): readonly Statement[] =>
  (role.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();

/** The condition under which a role may set a group's sizes. */
const sizesOf = (role: string): unknown => {
  const resize = statementsOf(template.Resources[role]?.Properties ?? {}).filter((statement) =>
    actionsOf(statement).includes('autoscaling:UpdateAutoScalingGroup'),
  );
  return resize
    .map(({ Condition = {} }) => ({ '=': Condition['NumericEquals'], '<=': Condition['NumericLessThanEquals'] }))
    .filter((sizes) => sizes['='] ?? sizes['<=']);
};

describe('every function', () => {
  it('has the memory that a thousand hosts need, as bench:fleet measures it', () => {
    expect(functions.map(([, { MemorySize }]) => MemorySize)).toEqual(Array(12).fill(256));
  });
});

describe('the stack stays in the always-free tier', () => {
  it('with at most eight alarm metrics, two short of what is free', () => {
    const metrics = alarms.flatMap(([, { Metrics }]) => Metrics?.filter(({ MetricStat }) => MetricStat) ?? [{}]);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.length).toBeLessThanOrEqual(8);
  });

  it('with one metric of its own, of the ten that are free', () => {
    const own = alarms.flatMap(([, { Namespace, MetricName }]) =>
      String(Namespace).startsWith('AWS/') ? [] : [[Namespace, MetricName]],
    );
    expect(own).toEqual([['hostkeeper', 'SnapshotAgeHours']]);
    expect(text).not.toMatch(/AWS::Logs::MetricFilter/);
    const writers = allRoles.filter(([, role]) => JSON.stringify(role).includes('cloudwatch:PutMetricData'));
    expect(writers.map(([name]) => name)).toEqual(['ReconcileRole']);
  });

  it.each([
    ['a customer key', /kms/i],
    ['reserved or provisioned concurrency', /ReservedConcurrentExecutions|ProvisionedConcurrency/],
    ['a queue that triggers a function', /AWS::Lambda::EventSourceMapping|AWS::Pipes::/],
  ])('without %s', (_, word) => {
    expect(text).not.toMatch(word);
  });
});

describe('the billing alarms', () => {
  it('are one for the account, and one for each service in infra/parameters.ts', () => {
    const expected = { total: 25, ...PARAMETERS.serviceAlarms.default };
    const found = billingAlarms.map(([, { Dimensions = [], Threshold }]) => {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
      expect(dimensions['Currency']).toBe('USD');
      return [dimensions['ServiceName'] ?? 'total', Threshold];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('keep their state when the metric has no data', () => {
    expect(billingAlarms).not.toEqual([]);
    for (const [, { TreatMissingData }] of billingAlarms) expect(TreatMissingData).toBe('ignore');
  });

  it('notify the owner, as all other alarms do', () => {
    expect(alarms.length).toBeGreaterThan(billingAlarms.length);
    for (const [, { AlarmActions }] of alarms) expect(AlarmActions).toEqual([{ Ref: 'NotificationTopic' }]);
  });

  it('start the kill switch when the critical one goes to ALARM', () => {
    const pattern = readFileSync('events/budget-kill-switch/pattern.json', 'utf8').replaceAll('${sls:stage}', 'prod');
    expect(patterns).toContainEqual(JSON.parse(pattern));
    expect(JSON.parse(pattern)).toMatchObject({
      detail: {
        alarmName: [template.Resources['CriticalAlarm']?.Properties['AlarmName']],
        state: { value: ['ALARM'] },
      },
    });
  });
});

describe('the event rules on instances and snapshots', () => {
  it.each(['instance-launch', 'instance-terminate', 'instance-interruption', 'snapshot-completed'])(
    'of %s have the pattern in its folder of events',
    (name) => {
      expect(patterns).toContainEqual(JSON.parse(readFileSync(`events/${name}/pattern.json`, 'utf8')));
    },
  );

  it('match the hooks that hostkeeper creates, and that of ECS', () => {
    const hooks = patterns.map((pattern) => JSON.stringify(pattern));
    for (const hook of [LAUNCH_HOOK.name, TERMINATE_HOOK.name, ECS_HOOK]) {
      expect(hooks.filter((pattern) => pattern.includes(`"${hook}"`))).toHaveLength(1);
    }
  });
});

/** How often a resource has its tags: a launch template also for what it launches, instance, volumes and network interface. */
const timesOf = (type: string): number => (type === 'AWS::EC2::LaunchTemplate' ? 4 : 1);

describe('every resource', () => {
  it('that can have tags has those of its project and stage', () => {
    const tags = '{"Key":"Project","Value":"hostkeeper"},{"Key":"hostkeeper:stage","Value":"prod"}';
    const bare = Object.entries(template.Resources).filter(
      ([, { Type, Properties }]) =>
        TAG_SHAPES[Type] !== null && JSON.stringify(Properties).split(tags).length !== 1 + timesOf(Type),
    );
    expect(bare).toEqual([]);
  });

  it('of a type without a known tag property is refused', () => {
    expect(() => tagAll({ Table: { Type: 'AWS::DynamoDB::Table' } }, {})).toThrow(/Table: .*AWS::DynamoDB::Table/);
  });
});

describe('a role', () => {
  it('serves one function, and each function has one', () => {
    const taken = functions.map(([, { Role }]) => Role?.['Fn::Sub']);
    expect(taken).toHaveLength(roles.length);
    expect(new Set(taken)).toEqual(new Set(roles.map(([name]) => `\${${name}.Arn}`)));
  });

  /** What a restore creates, and the nightly snapshots. */
  const CREATED = new Set(['ec2:CreateVolume', 'ec2:CreateSnapshot', 'ec2:CreateTags', 'kms:CreateGrant']);

  it.each(allRoles)(
    '%s names every action, deletes nothing but snapshots, and creates no more than it needs',
    (name, role) => {
      const isCreator = [
        'RestoreRole',
        'RestoreDrillRole',
        'ReconcileRole',
        'SnapshotRole',
        'SnapshotCompletedRole',
      ].includes(name);
      expect(statementsOf(role)).not.toEqual([]);
      for (const action of statementsOf(role).flatMap(actionsOf)) {
        expect(action).not.toContain('*');
        expect(action).not.toMatch(/:Delete(?!Snapshot$)/);
        const isCreating = /:Create(?!OrUpdateTags$|LogStream$)/.test(action);
        expect([action, !isCreating || (isCreator && CREATED.has(action))]).toEqual([action, true]);
      }
    },
  );

  it('deletes snapshots of its stage alone, and of these only what the policy keeps', () => {
    const deleting = allRoles.flatMap(([name, role]) =>
      statementsOf(role)
        .filter((statement) => actionsOf(statement).includes('ec2:DeleteSnapshot'))
        .map(({ Condition }) => [name, Condition]),
    );
    const tags = {
      'aws:ResourceTag/hostkeeper:stage': 'prod',
      'aws:ResourceTag/hostkeeper:role': 'snapshot',
      'aws:ResourceTag/hostkeeper:kept-by': 'retention',
    };
    expect(deleting).toEqual([['SnapshotRole', { StringEquals: tags }]]);
  });

  it('tags a snapshot in the request that makes it, and else one of its stage with what was found in it', () => {
    const conditions = allRoles.flatMap(([, role]) =>
      statementsOf(role).flatMap((one) =>
        actionsOf(one).includes('ec2:CreateTags') && JSON.stringify(one.Resource).includes('snapshot/')
          ? [one.Condition]
          : [],
      ),
    );
    const made = { StringEquals: { 'ec2:CreateAction': 'CreateSnapshot' } };
    const found = {
      StringEquals: { 'aws:ResourceTag/hostkeeper:stage': 'prod', 'aws:ResourceTag/hostkeeper:role': 'snapshot' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['hostkeeper:file-system', 'hostkeeper:consistency'] },
      Null: { 'aws:TagKeys': false },
    };
    expect(conditions).toEqual(expect.arrayContaining([made, found]));
    expect(conditions).toHaveLength(5);
  });

  it('of the schedules invokes the functions that have one, and no others', () => {
    const schedules = ofType('AWS::Scheduler::Schedule');
    expect(
      new Set(schedules.map(([, { Target }]) => JSON.stringify(Target).match(/(\w+)LambdaFunction/)?.[1])),
    ).toEqual(new Set(['Snapshot']));
    const [, role = {}] = allRoles.find(([name]) => name === SCHEDULE_ROLE) ?? [];
    expect(JSON.stringify(role)).toContain('function:hostkeeper-prod-snapshot"');
    expect(statementsOf(role).flatMap(actionsOf)).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
  });

  it.each(roles)('%s changes only groups of its stage', (_, role) => {
    const changing = statementsOf(role).filter((statement) =>
      actionsOf(statement).some((action) => /^autoscaling:(?!Describe)/.test(action)),
    );
    expect(changing).not.toEqual([]);
    for (const { Condition } of changing) {
      expect(Condition?.['StringEquals']).toEqual({ 'aws:ResourceTag/hostkeeper:stage': 'prod' });
    }
  });

  it.each(roles)(
    '%s writes hostkeeper’s own tags and no other; on events of instances and snapshots, only what was notified',
    (name, role) => {
      const tagging = statementsOf(role).filter((statement) =>
        actionsOf(statement).includes('autoscaling:CreateOrUpdateTags'),
      );
      const hasNoState = /^(Instance|Snapshot|RestoreDrill)/.test(name);
      expect(tagging).toHaveLength(1);
      expect(tagging[0]?.Condition).toEqual({
        StringEquals: { 'aws:ResourceTag/hostkeeper:stage': 'prod' },
        'ForAllValues:StringEquals': {
          'aws:TagKeys': [
            ...(hasNoState ? [] : ['hostkeeper:state']),
            'hostkeeper:notified',
            ...(['RestoreRole', 'ReconcileRole'].includes(name) ? ['hostkeeper:restore'] : []),
            ...(['RestoreDrillRole', 'ReconcileRole'].includes(name) ? ['hostkeeper:drilled'] : []),
          ],
        },
        Null: { 'aws:TagKeys': false },
      });
    },
  );

  it.each(roles)('%s may describe every resource, and names each resource that it may change', (_, role) => {
    const everywhere = statementsOf(role).filter(({ Resource }) => Resource === '*');
    const actions = everywhere.flatMap(actionsOf);
    expect(actions).toContain('autoscaling:DescribeAutoScalingGroups');
    expect(actions.filter((action) => !/^\w+:(Describe|List|GetMetricStatistics|PutMetricData)/.test(action))).toEqual(
      [],
    );
  });

  it.each([
    ['BudgetNotificationRole', '=', 0],
    ['BudgetKillSwitchRole', '=', 0],
    ['EmergencyShutdownRole', '=', 0],
    ['EmergencyResumeRole', '<=', 1],
    ['RestoreRole', '<=', 1],
    ['ReconcileRole', '<=', 1],
  ])('%s sets sizes %s %i', (role, comparison, size) => {
    const sizes = { 'autoscaling:MinSize': size, 'autoscaling:MaxSize': size };
    expect(sizesOf(role)).toEqual([{ '=': undefined, '<=': undefined, [comparison]: sizes }]);
  });
});

describe('an event whose processing failed', () => {
  const queue = { 'Fn::Sub': '${DeadLetterQueue.Arn}' };

  it('goes to the dead-letter queue from every function', () => {
    const destinations = ofType('AWS::Lambda::EventInvokeConfig').map(([, { DestinationConfig }]) => DestinationConfig);
    expect(destinations).toEqual(functions.map(() => ({ OnFailure: { Destination: queue } })));
  });

  it('goes to the dead-letter queue from every rule that cannot deliver it', () => {
    expect(targets).toHaveLength(7);
    for (const target of targets) expect(target).toMatchObject({ DeadLetterConfig: { Arn: queue } });
  });

  it('is taken by the dead-letter queue from the rules of this stack and from nobody else', () => {
    const rules = ofType('AWS::Events::Rule').map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    const [[, policy] = []] = ofType('AWS::SQS::QueuePolicy');
    expect(rules).toHaveLength(7);
    expect(policy?.['PolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'RulesOfThisStack',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue,
          Condition: { ArnEquals: { 'aws:SourceArn': rules } },
        },
      ],
    });
  });

  it('is retried by Lambda, except where the next run of reconcile or of the schedule is the retry', () => {
    const once = ofType('AWS::Lambda::EventInvokeConfig').filter(
      ([, { MaximumRetryAttempts }]) => MaximumRetryAttempts === 0,
    );
    const names = [
      'InstanceInterruption',
      'InstanceLaunch',
      'InstanceTerminate',
      'Reconcile',
      'RestoreDrill',
      'SnapshotCompleted',
      'Snapshot',
    ];
    expect(once.map(([name]) => name).toSorted()).toEqual(names.map((name) => `${name}LambdaEvConf`));
  });
});

describe('the owner', () => {
  it('reads in the outputs what is to be done by hand', () => {
    const values = Object.values(template.Outputs).map(({ Value }) => Value);
    expect(values).toContainEqual(expect.stringContaining('Receive CloudWatch billing alerts'));
    expect(values).toContainEqual(expect.stringContaining('Confirm the subscription'));
  });

  it('finds every function among the outputs', () => {
    const values = Object.values(template.Outputs).map(({ Value }) => Value);
    expect(values).toEqual(expect.arrayContaining(functions.map(([, { FunctionName }]) => FunctionName)));
  });
});
