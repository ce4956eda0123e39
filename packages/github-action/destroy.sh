# Destroys what deploy.sh made. On AWS a pool with deletion protection stays, and is said.
set -euo pipefail
source "$(dirname "$0")/options.sh"

if [ "${INPUT_TARGET:-local}" = local ]; then
  cognito-access-token destroy "${options[@]}" --force
  cognito-access-token local stop
else
  cognito-access-token destroy "${options[@]}"
fi
