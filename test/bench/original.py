"""The kill switch of the system that hostkeeper replaces: it creates its client in the handler."""
import os

import boto3


def handler(event, context):
    client = boto3.client("autoscaling")
    client.update_auto_scaling_group(AutoScalingGroupName=os.environ["GROUP"], MinSize=0, MaxSize=0)
