/**
 * The newest image of AWS for ECS on Amazon Linux 2023, by architecture. EC2 reads the parameter at each launch, so that a new
 * instance is patched without a deployment. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
export const ECS_IMAGES = {
  x86_64: 'resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
  arm64: 'resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id',
} as const;
