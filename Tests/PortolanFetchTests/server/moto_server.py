#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""moto's AWS on loopback with its authentication switched on: moto_server.py FOLDER, with ca.pem, good.pem and good.key in FOLDER.

Prints one line of JSON: the port, the keys of a user who may read account limits, and those of one who may not. Ends when its
standard input does.
"""

import json
import os
import sys
import threading

# Three calls a user set it up; from then on every request has to be signed and allowed.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "6"
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

folder = sys.argv[1]
application = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, application, threaded=True, ssl_context=(f"{folder}/good.pem", f"{folder}/good.key"))
threading.Thread(target=server.serve_forever, daemon=True).start()

iam = boto3.client(
    "iam", endpoint_url=f"https://127.0.0.1:{server.port}", region_name="us-east-1", verify=f"{folder}/ca.pem", aws_access_key_id="setup",
    aws_secret_access_key="setup")


def user(name, action):
    iam.create_user(UserName=name)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
    iam.put_user_policy(UserName=name, PolicyName="only", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}


allowed = user("allowed", "elasticloadbalancing:DescribeAccountLimits")
denied = user("denied", "s3:ListAllMyBuckets")
print(json.dumps({"port": server.port, "allowed": allowed, "denied": denied}), flush=True)
sys.stdin.read()
