# Installs the command, by the hashes of requirements.txt, into a folder that lives as long as the job.
set -euo pipefail
python="$(command -v "${INPUT_PYTHON:-python3}" || true)"
source "$(dirname "$0")/options.sh"

if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "::error::There is no Python 3.11 or newer called '${INPUT_PYTHON:-python3}'. Put actions/setup-python before this step."
  exit 1
fi
if [ ! -e "$environment/complete" ]; then
  echo "::group::Installing cognito-access-token"
  uv="$("$python" - "$program" <<'PYTHON'
import sys

sys.path.insert(0, sys.argv[1])
from automation.cli.bootstrap import find_or_install_uv

print(find_or_install_uv(lambda text: print(text, file=sys.stderr)))
PYTHON
)"
  "$uv" venv --quiet --clear --python "$python" "$environment"
  "$uv" pip install --quiet --python "$environment/bin/python" --require-hashes --requirement "$program/requirements.txt"
  "$uv" pip install --quiet --python "$environment/bin/python" --no-deps "$program"
  touch "$environment/complete"
  echo "::endgroup::"
fi
cognito-access-token --version
echo "$environment/bin" >> "$GITHUB_PATH"
