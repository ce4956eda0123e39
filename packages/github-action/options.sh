# What every step needs: where the program is, and the options that the inputs are. Sourced.

program="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
environment="$RUNNER_TEMP/cognito-access-token"
files="$program/packages/github-action/github_files.py"
export PATH="$environment/bin:$PATH"

options=(--stack "${INPUT_STACK:-dev}" --target "${INPUT_TARGET:-local}")
if [ -n "${INPUT_CONFIG:-}" ]; then options+=(--config "$INPUT_CONFIG"); fi
if [ -n "${INPUT_REGION:-}" ]; then options+=(--region "$INPUT_REGION"); fi
flow=()
if [ -n "${INPUT_FLOW:-}" ]; then flow=(--flow "$INPUT_FLOW"); fi

cd "${INPUT_WORKING_DIRECTORY:-.}"
