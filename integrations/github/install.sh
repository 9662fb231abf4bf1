#!/usr/bin/env bash
# Installs the released executable for the steps that follow: downloads it with gh, and checks it against the release's checksums.
set -euo pipefail

folder=${RUNNER_TEMP:-$(mktemp -d)}/portolan
mkdir -p "$folder"
pattern="portolan-*-linux-$(uname -m).tar.xz"
release=()
if [ -n "${PORTOLAN_VERSION:-}" ]; then release=("v${PORTOLAN_VERSION#v}"); fi
gh release download "${release[@]}" --repo "$PORTOLAN_REPOSITORY" --dir "$folder" --clobber --pattern "$pattern" --pattern SHA256SUMS

cd "$folder"
archive=$(find . -maxdepth 1 -name "$pattern" -printf '%f\n' | sort | tail -n 1)
[ -n "$archive" ] || { echo "::error title=portolan::the release has no archive for $(uname -m)"; exit 2; }
grep -F -- "  $archive" SHA256SUMS | sha256sum --check --quiet - || {
  echo "::error title=portolan::the archive is not what the release's checksums say"
  exit 2
}
tar -xJf "$archive" --strip-components=1
if ! bin/portolan --version >/dev/null 2>&1; then
  echo "::error title=portolan::the executable needs the packages libyaml-0-2, libpcre2-8-0, libcurl4 and libxml2"
  exit 2
fi
echo "$folder/bin" >>"$GITHUB_PATH"
