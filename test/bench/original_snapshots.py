"""Snapshots as a script of the original's kind takes them: one call after the other. It keeps seven of each volume."""
import boto3

KEEP = 7

ec2 = boto3.client("ec2")
filters = [{"Name": "tag:hostkeeper:role", "Values": ["data"]}]
for page in ec2.get_paginator("describe_volumes").paginate(Filters=filters):
    for volume in page["Volumes"]:
        volume_id = volume["VolumeId"]
        tags = [{"Key": "Name", "Value": volume_id}]
        new = ec2.create_snapshot(VolumeId=volume_id, TagSpecifications=[{"ResourceType": "snapshot", "Tags": tags}])
        of_volume = [{"Name": "volume-id", "Values": [volume_id]}]
        snapshots = ec2.describe_snapshots(OwnerIds=["self"], Filters=of_volume)["Snapshots"]
        others = [snapshot for snapshot in snapshots if snapshot["SnapshotId"] != new["SnapshotId"]]
        for old in sorted(others, key=lambda snapshot: snapshot["StartTime"])[: 1 - KEEP]:
            ec2.delete_snapshot(SnapshotId=old["SnapshotId"])
