# Audits, writes the SARIF file whatever it says, and fails where --fail-on says so.
set -euo pipefail
source "$(dirname "$0")/options.sh"

pool=()
if [ -n "${INPUT_USER_POOL_ID:-}" ]; then pool=("$INPUT_USER_POOL_ID"); fi
sarif="${INPUT_SARIF_FILE:-cognito-audit.sarif}"
code=0
cognito-access-token audit ${pool[@]+"${pool[@]}"} "${options[@]}" -o sarif --fail-on "${INPUT_FAIL_ON:-high}" > "$sarif" || code=$?
"$environment/bin/python" "$files" audit "$sarif"
exit "$code"
