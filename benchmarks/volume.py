"""What must work for many users, and what it takes: a group of 10,000, and a file of 100,000 to import. Ours alone."""

import csv
import io
import time
import urllib.request
from typing import Any

from peers import OURS
from signed_requests import Caller

MEMBERS = 10_000
ROWS = 100_000
PAGE = 60
PATIENCE_S = 600.0
ROLE = "arn:aws:iam::000000000000:role/import"


def measure(members: int = MEMBERS, rows: int = ROWS) -> int:
    """Print what both take; 1 where somebody is missing afterwards."""
    print("\nours alone, many users:")
    with OURS.running() as running:
        caller = running.caller()
        found = fill_a_group(caller, members)
        imported = import_users(caller, rows)
        print(f"resident afterwards: {running.resident_bytes() / 1e6:.0f} MB")
    return int(found != members or imported != rows)


def fill_a_group(caller: Caller, members: int) -> int:
    """How many of them ListUsersInGroup finds, each once."""
    pool_id = caller.call("CreateUserPool", PoolName="group")["UserPool"]["Id"]
    caller.call("CreateGroup", UserPoolId=pool_id, GroupName="all")
    for number in range(members):
        caller.call("AdminCreateUser", UserPoolId=pool_id, Username=f"user-{number}", MessageAction="SUPPRESS")
    began = time.monotonic()
    for number in range(members):
        caller.call("AdminAddUserToGroup", UserPoolId=pool_id, Username=f"user-{number}", GroupName="all")
    added = time.monotonic()
    asked: dict[str, Any] = {"UserPoolId": pool_id, "GroupName": "all", "Limit": PAGE}
    names: list[str] = []
    slowest = 0.0
    while True:
        page_began = time.monotonic()
        page = caller.call("ListUsersInGroup", **asked)
        slowest = max(slowest, time.monotonic() - page_began)
        names += [user["Username"] for user in page["Users"]]
        if "NextToken" not in page:
            break
        asked["NextToken"] = page["NextToken"]
    listed = time.monotonic()
    found = len(names) if len(names) == len(set(names)) else 0
    print(
        f"{'held' if found == members else 'MISSED'}: a group of {members}: {members / (added - began):.0f} members "
        f"a second, {found} found in {listed - added:.2f} s, the slowest page took {slowest * 1000:.1f} ms",
        flush=True,
    )
    return found


def import_users(caller: Caller, rows: int) -> int:
    """How many of them the pool has when the job has ended."""
    settings: dict[str, Any] = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
    pool_id = caller.call("CreateUserPool", PoolName="import", **settings)["UserPool"]["Id"]
    header = caller.call("GetCSVHeader", UserPoolId=pool_id)["CSVHeader"]
    content = import_file(header, rows)
    began = time.monotonic()
    job = caller.call("CreateUserImportJob", UserPoolId=pool_id, JobName="all", CloudWatchLogsRoleArn=ROLE)
    job = job["UserImportJob"]
    put = urllib.request.Request(
        job["PreSignedUrl"], content, {"x-amz-server-side-encryption": "aws:kms"}, method="PUT"
    )
    with urllib.request.urlopen(put, timeout=PATIENCE_S):
        pass
    asked = {"UserPoolId": pool_id, "JobId": job["JobId"]}
    caller.call("StartUserImportJob", **asked)
    while True:
        job = caller.call("DescribeUserImportJob", **asked)["UserImportJob"]
        if job["Status"] not in {"Created", "Pending", "InProgress"} or time.monotonic() - began > PATIENCE_S:
            break
        time.sleep(0.2)
    took = time.monotonic() - began
    imported = int(job.get("ImportedUsers", 0))
    has = caller.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["EstimatedNumberOfUsers"]
    caller.call("AdminGetUser", UserPoolId=pool_id, Username=f"user-{rows - 1}@example.com")
    print(
        f"{'held' if imported == has == rows else 'MISSED'}: an import of {rows} rows, {len(content) / 1e6:.0f} MB: "
        f"{job['Status']} after {took:.1f} s, {imported} imported, the pool has {has}",
        flush=True,
    )
    return imported if imported == has else 0


def import_file(header: list[str], rows: int) -> bytes:
    """A CSV file in which every user has an address and its verification."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    for number in range(rows):
        address = f"user-{number}@example.com"
        writer.writerow(
            {
                "cognito:username": address,
                "cognito:mfa_enabled": "false",
                "email": address,
                "email_verified": "true",
                "phone_number_verified": "false",
            }
        )
    return text.getvalue().encode()
