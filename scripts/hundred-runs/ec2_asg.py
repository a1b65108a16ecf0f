#!/usr/bin/env python3
# A small Ansible module that compares the subnets of an Auto Scaling group as `ec2_asg` did up to Ansible 2.3: the
# declared list, joined by commas, against the text that AWS answers, position by position. It reads and never writes.
# It takes its arguments as JSON in a file (WANT_JSON), so that Python alone can run it too.
# https://docs.ansible.com/ansible/latest/dev_guide/developing_program_flow_modules.html#non-native-want-json-modules
import json
import os
import sys
import urllib.parse
import urllib.request
import xml.etree.ElementTree


def live_subnets(name, region):
    """The text AWS answers for the group's subnets; None where there is no such group."""
    form = {
        "Action": "DescribeAutoScalingGroups",
        "Version": "2011-01-01",
        "AutoScalingGroupNames.member.1": name,
    }
    # The stand-in looks at who signs for which region, and not at the signature.
    scope = "%s/20240101/%s/autoscaling/aws4_request" % (os.environ["AWS_ACCESS_KEY_ID"], region)
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL_AUTO_SCALING"],
        data=urllib.parse.urlencode(form).encode(),
        headers={"Authorization": "AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=host, Signature=0" % scope},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        tree = xml.etree.ElementTree.fromstring(answer.read())
    found = tree.find(".//{*}VPCZoneIdentifier")
    return None if found is None else found.text or ""


def main():
    with open(sys.argv[1]) as file:
        arguments = json.load(file)
    declared = ",".join(arguments["vpc_zone_identifier"])
    live = live_subnets(arguments["name"], arguments["region"])
    if live is None:
        print(json.dumps({"failed": True, "msg": "there is no group " + arguments["name"]}))
        sys.exit(1)
    print(json.dumps({"changed": declared != live, "declared": declared, "live": live}))


main()
