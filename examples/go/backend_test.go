package backend

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// python automation/run.py -- go test -C examples/go ./...

func get(t *testing.T, token string) *http.Response {
	t.Helper()
	handler, err := New(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodGet, "/me", nil)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

func TestASignedInUserIsRecognised(t *testing.T) {
	if answer := get(t, os.Getenv("COGNITO_ACCESS_TOKEN")); answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
}

func TestNoTokenIsNoEntry(t *testing.T) {
	if answer := get(t, ""); answer.Header.Get("WWW-Authenticate") != "Bearer" {
		t.Fatal(answer.Status, answer.Header)
	}
}

func TestAnIDTokenIsNotAnAccessToken(t *testing.T) {
	if answer := get(t, os.Getenv("COGNITO_ID_TOKEN")); answer.StatusCode != http.StatusUnauthorized {
		t.Fatal(answer.Status)
	}
}

func TestAChangedTokenIsRefused(t *testing.T) {
	parts := strings.Split(os.Getenv("COGNITO_ACCESS_TOKEN"), ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(payload), `"sub"`, `"cognito:groups":["admins"],"sub"`, 1)
	parts[1] = base64.RawURLEncoding.EncodeToString([]byte(changed))
	if answer := get(t, strings.Join(parts, ".")); answer.StatusCode != http.StatusUnauthorized {
		t.Fatal(answer.Status)
	}
}
