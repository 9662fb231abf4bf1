#!/usr/bin/env bash
# comment.sh FILE: comments on the pull request once: the comment that an earlier run has left, known by its first line, is updated.
set -euo pipefail

file=$1
marker=$(head -n 1 "$file")
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
# Only a bot's comment is ours: anybody may write the marker.
mine=$(MARKER=$marker gh api --paginate "$comments" \
  --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARKER))) | .id' | head -n 1)
if [ -n "$mine" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$mine" --field "body=@$file" >/dev/null
else
  gh api --method POST "$comments" --field "body=@$file" >/dev/null
fi
