# How a host of the original system attached its volume and set its record in user data: five calls of the AWS CLI.
# Needs VOLUME_ID, INSTANCE_ID, ZONE_ID and RECORD_NAME. FILTERS, if set, restricts what the second waiter waits for.
set -eu

aws ec2 wait volume-available --volume-ids "$VOLUME_ID"

aws ec2 attach-volume --volume-id "$VOLUME_ID" --instance-id "$INSTANCE_ID" --device /dev/sdf

aws ec2 wait volume-in-use --volume-ids "$VOLUME_ID" ${FILTERS:+--filters "$FILTERS"}

# The original mounted the volume here.

address=$(aws ec2 describe-instances --instance-ids "$INSTANCE_ID" \
  --query 'Reservations[0].Instances[0].PublicIpAddress' --output text)

aws route53 change-resource-record-sets --hosted-zone-id "$ZONE_ID" --change-batch '{
  "Changes": [{
    "Action": "UPSERT",
    "ResourceRecordSet": {
      "Name": "'"$RECORD_NAME"'",
      "Type": "A",
      "TTL": 60,
      "ResourceRecords": [{ "Value": "'"$address"'" }]
    }
  }]
}'
