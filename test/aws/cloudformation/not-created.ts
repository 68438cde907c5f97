/** The types of resources that the simulated services read from the template themselves. */
export const READ_BY_SERVICES: ReadonlySet<string> = new Set([
  'AWS::Budgets::Budget',
  'AWS::CloudWatch::Alarm',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::Scheduler::Schedule',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
]);

const NETWORK = 'Every address reaches every other: only its id is used.';
const CALLER = 'Events, topics and budgets reach whatever they name.';
const PEOPLE = 'People are the owner of the account here.';

/** The types of resources of which nothing is simulated but the id, with the reason. Any other type is refused. */
export const NOT_CREATED: Readonly<Record<string, string>> = {
  'AWS::EC2::InternetGateway': NETWORK,
  'AWS::EC2::Route': NETWORK,
  'AWS::EC2::RouteTable': NETWORK,
  'AWS::EC2::SubnetRouteTableAssociation': NETWORK,
  'AWS::EC2::VPC': NETWORK,
  'AWS::EC2::VPCCidrBlock': NETWORK,
  'AWS::EC2::VPCGatewayAttachment': NETWORK,
  'AWS::ECS::CapacityProvider': 'The service that uses it reads its group from the template.',
  'AWS::ECS::ClusterCapacityProviderAssociations': 'The service names its capacity provider itself.',
  'AWS::ECS::TaskDefinition': 'The service reads it from the template.',
  'AWS::IAM::Group': PEOPLE,
  'AWS::IAM::UserToGroupAddition': PEOPLE,
  'AWS::IAM::InstanceProfile': "What runs on a host needs no permissions: its calls are the simulator's own.",
  'AWS::Lambda::Permission': CALLER,
  'AWS::Rbin::Rule': 'Nothing deletes a volume here: no role may.',
  'AWS::S3::Bucket': "It is the framework's own, for the bundles of the functions.",
  'AWS::S3::BucketPolicy': "It is the framework's own, for the bundles of the functions.",
  'AWS::SNS::TopicPolicy': CALLER,
  'AWS::SQS::Queue': 'Events that no function could handle are in the record of the invocations.',
  'AWS::SQS::QueuePolicy': CALLER,
};
