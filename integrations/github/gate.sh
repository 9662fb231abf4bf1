#!/usr/bin/env bash
# Runs the gate with what the action's inputs say, and leaves its reports and its status to the steps that follow. It ends with 0: the
# action's last step ends with the gate's status, once the pull request has its comment.
set -euo pipefail

report=${RUNNER_TEMP:-$(mktemp -d)}/portolan-report
mkdir -p "$report"

arguments=()
# One a line: a path or an argument may hold spaces.
while IFS= read -r line; do [ -z "$line" ] || arguments+=("$line"); done <<<"${INPUT_ARGUMENTS:-}"
add() { # OPTION VALUES: the values are separated by spaces or commas
  local option=$1 value
  local values=()
  read -r -a values <<<"${2//[,$'\n']/ }"
  for value in "${values[@]}"; do arguments+=("$option=$value"); done
}
add --target "${INPUT_TARGETS:-}"
add --min-score "${INPUT_MIN_SCORE:-}"
add --require "${INPUT_REQUIRE:-}"
if [ -n "${INPUT_FAIL_ON:-}" ]; then arguments+=("--fail-on=$INPUT_FAIL_ON"); fi
if [ -n "${INPUT_AGAINST:-}" ]; then arguments+=("--against=$INPUT_AGAINST"); fi
arguments+=(--report github --report "json=$report/gate.json" --report "sarif=$report/gate.sarif")
arguments+=(--report "markdown=$report/gate.md" --report "junit=$report/gate.xml" --)
while IFS= read -r line; do [ -z "$line" ] || arguments+=("$line"); done <<<"${INPUT_PATHS:-}"

status=0
portolan gate "${arguments[@]}" || status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
# A wrong call leaves no report, and so nothing to comment on.
if [ -s "$report/gate.md" ]; then echo "report=$report" >>"$GITHUB_OUTPUT"; fi
