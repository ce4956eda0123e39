# Destroys a one-shot environment whose step was ended before it could do so itself; usually there is none.
set -euo pipefail
source "$(dirname "$0")/options.sh"

cognito-access-token reap --target "${INPUT_TARGET:-local}"
