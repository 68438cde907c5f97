"""The same as boto3 recommends it: the client is created at INIT."""
import os

import boto3

client = boto3.client("autoscaling")


def handler(event, context):
    client.update_auto_scaling_group(AutoScalingGroupName=os.environ["GROUP"], MinSize=0, MaxSize=0)
