# Deploys the stack and keeps it, signs a test user in, and tells later steps. What is secret is masked by the command.
set -euo pipefail
source "$(dirname "$0")/options.sh"

case "${INPUT_VARIABLES:=cognito}" in
cognito | all | none) ;;
*)
  echo "::error::The input variables is cognito, all or none; it is '$INPUT_VARIABLES'."
  exit 1
  ;;
esac
if cognito-access-token outputs "${options[@]}" --quiet > /dev/null 2>&1; then
  echo "::notice::The stack was deployed before this job, and stays when it ends."
else
  echo "deployed=true" >> "$GITHUB_STATE" # before it is: what is half made is destroyed too
fi
cognito-access-token up "${options[@]}"
cognito-access-token export json "${options[@]}" ${flow[@]+"${flow[@]}"} |
  "$environment/bin/python" "$files" variables "$INPUT_VARIABLES"
