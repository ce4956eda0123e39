umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jar="$work/cookies"
client_authentication=()
if [ -n "$COGNITO_CLIENT_SECRET" ]; then # printf is the shell's own: its arguments stand in no list of processes
  printf 'user = "%s:%s"\n' "$COGNITO_CLIENT_ID" "$COGNITO_CLIENT_SECRET" > "$work/client"
  client_authentication=(--config "$work/client")
fi

# 1. The authorize endpoint, with PKCE (RFC 7636): it leads to the sign-in page.
state=$(openssl rand -hex 16)
code_verifier=$(openssl rand -hex 32)
code_challenge=$(printf '%s' "$code_verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
curl --silent --show-error --fail --location --cookie-jar "$jar" --cookie "$jar" --output "$work/page" \
  --write-out '%{url_effective}' --get "$COGNITO_AUTHORIZE_ENDPOINT" \
  --data-urlencode response_type=code --data-urlencode "client_id=$COGNITO_CLIENT_ID" \
  --data-urlencode "redirect_uri=$redirect_uri" --data-urlencode "scope=$scope" --data-urlencode "state=$state" \
  --data-urlencode "code_challenge=$code_challenge" --data-urlencode code_challenge_method=S256 > "$work/url"

# 2. The form of that page, filled in. The code comes back in the redirect to the callback URL, which nobody has to serve.
tr '\n' ' ' < "$work/page" | grep -o '<form[^>]*>.*' | sed 's/<\/form>.*//' > "$work/form"
decode() { sed 's/&amp;/\&/g; s/&#x3D;/=/g; s/&#43;/+/g; s/&quot;/"/g; s/&#39;/'"'"'/g'; }
attribute() { sed -n 's/.*[[:space:]]'"$1"'="\([^"]*\)".*/\1/p' | decode; }
action=$(grep -o '<form[^>]*>' "$work/form" | head -n 1 | attribute action)
origin=$(sed 's|^\([a-z]*://[^/]*\).*|\1|' "$work/url")
case $action in
  http*) ;;
  '') action=$(cat "$work/url") ;;
  *) action=$origin$action ;;
esac
fields=()
number=0
while read -r input; do
  number=$((number + 1))
  name=$(printf '%s' "$input" | attribute name)
  printf '%s' "$input" | attribute value | tr -d '\n' > "$work/hidden$number"
  [ -z "$name" ] || fields+=(--data-urlencode "$name@$work/hidden$number")
done < <(grep -o '<input[^>]*type="hidden"[^>]*>' "$work/form")
printf '%s' "$COGNITO_USERNAME" > "$work/username"
printf '%s' "$COGNITO_PASSWORD" > "$work/password"
location=$(curl --silent --show-error --cookie-jar "$jar" --cookie "$jar" --output "$work/answer" \
  --write-out '%{redirect_url}' "$action" ${fields[@]+"${fields[@]}"} \
  --data-urlencode "username@$work/username" --data-urlencode "password@$work/password")
code=$(printf '%s' "$location" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')
if [ -z "$code" ] || [ "$(printf '%s' "$location" | sed -n 's/.*[?&]state=\([^&]*\).*/\1/p')" != "$state" ]; then
  echo "The sign-in gave no authorization code. A user with a second factor signs in with: run.py login" >&2
  exit 1
fi

# 3. The token endpoint exchanges the code (RFC 6749 section 4.1.3).
printf '%s' "$code" > "$work/code"
printf '%s' "$code_verifier" > "$work/code_verifier"
curl --silent --show-error --fail-with-body ${client_authentication[@]+"${client_authentication[@]}"} \
  "$COGNITO_TOKEN_ENDPOINT" --data-urlencode grant_type=authorization_code \
  --data-urlencode "client_id=$COGNITO_CLIENT_ID" --data-urlencode "redirect_uri=$redirect_uri" \
  --data-urlencode "code@$work/code" --data-urlencode "code_verifier@$work/code_verifier" > "$work/tokens"
access_token=$(sed -n 's/.*"access_token"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' "$work/tokens")

# 4. A call with the access token (RFC 6750). Put your back end's address here.
printf 'Authorization: Bearer %s\n' "$access_token" > "$work/header"
echo "userinfo: $(curl --silent --show-error --fail-with-body -H "@$work/header" "$COGNITO_USERINFO_ENDPOINT")" >&2
cat "$work/tokens"
