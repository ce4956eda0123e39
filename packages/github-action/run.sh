# Runs the input's commands in a one-shot environment, in the form that GitHub gives to a step of bash.
set -euo pipefail
source "$(dirname "$0")/options.sh"

echo "reap=true" >> "$GITHUB_STATE"
commands="$(mktemp "$RUNNER_TEMP/commands-XXXXXX")"
printf '%s\n' "$INPUT_RUN" > "$commands"
exec cognito-access-token "${options[@]}" ${flow[@]+"${flow[@]}"} -- bash --noprofile --norc -eo pipefail "$commands"
