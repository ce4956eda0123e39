package serve

import (
	"errors"
	"os"
	"testing"
)

// go test -C examples/serve/go ./...

var environment *Environment

func TestMain(m *testing.M) {
	opened, err := Open([]string{"python3", "../../../automation/run.py"})
	if err != nil {
		panic(err)
	}
	environment = opened
	code := m.Run()
	if err := environment.Close(); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func TestAUserOfAGroupHasItInTheAccessToken(t *testing.T) {
	user, err := environment.CreateUser(map[string]any{"groups": []string{"staff"}})
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := environment.Tokens(map[string]any{"user": user.Username})
	if err != nil {
		t.Fatal(err)
	}
	groups, _ := tokens.Claims["access_token"]["cognito:groups"].([]any)
	if len(groups) != 1 || groups[0] != "staff" {
		t.Fatal(groups)
	}
}

func TestHostileTokensHaveNamesAndReasons(t *testing.T) {
	tokens, err := environment.HostileTokens(map[string]any{"scope": "orders/read"})
	if err != nil || len(tokens) < 40 {
		t.Fatal(len(tokens), err)
	}
	for _, token := range tokens {
		if token.Name == "" || token.Reason == "" || (token.Authorization == "") != (token.Name == "no-token") {
			t.Fatal(token.Name, token.Reason)
		}
	}
}

func TestARefusalHasACodeAndEndsNothing(t *testing.T) {
	_, err := environment.Tokens(map[string]any{"client": "nobody"})
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != "usage" {
		t.Fatal(err)
	}
	if tokens, err := environment.Tokens(nil); err != nil || tokens.AccessToken == "" {
		t.Fatal(err)
	}
}
