package backend

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Tokens that are signed by the pool's key and say odd things. Needs no environment: go test -run Claims ./...

const issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example"

type pool struct {
	key     *rsa.PrivateKey
	handler http.Handler
}

func newPool(t *testing.T) *pool {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	published := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"keys": [{"kty": "RSA", "kid": "example", "alg": "RS256", "use": "sig", "n": "%s", "e": "%s"}]}`,
			encode(key.N.Bytes()), encode(big.NewInt(int64(key.E)).Bytes()))
	}))
	t.Cleanup(published.Close)
	variables := map[string]string{
		"COGNITO_JWKS_URI": published.URL, "COGNITO_ISSUER": issuer, "COGNITO_CLIENT_IDS": "web,worker",
	}
	handler, err := New(func(name string) string { return variables[name] })
	if err != nil {
		t.Fatal(err)
	}
	return &pool{key, handler}
}

func (p *pool) ask(t *testing.T, method, path string, changes map[string]any) int {
	t.Helper()
	claims := jwt.MapClaims{
		"iss": issuer, "sub": "ada", "client_id": "web", "token_use": "access",
		"exp": time.Now().Add(time.Minute).Unix(),
	}
	maps.Copy(claims, changes)
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = "example"
	signed, err := token.SignedString(p.key)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(method, path, nil)
	request.Header.Set("Authorization", "Bearer "+signed)
	recorder := httptest.NewRecorder()
	p.handler.ServeHTTP(recorder, request)
	return recorder.Code
}

func TestClaimsDecideOnScopesAndGroups(t *testing.T) {
	p := newPool(t)
	for _, one := range []struct {
		method, path string
		changes      map[string]any
		status       int
	}{
		{"GET", "/me", nil, http.StatusOK},
		{"GET", "/me", map[string]any{"client_id": "another"}, http.StatusUnauthorized},
		{"GET", "/orders", nil, http.StatusForbidden},
		{"GET", "/orders", map[string]any{"scope": "openid orders/read"}, http.StatusOK},
		{"GET", "/orders", map[string]any{"scope": "orders/read-nothing"}, http.StatusForbidden},
		{"DELETE", "/orders/1", nil, http.StatusForbidden},
		{"DELETE", "/orders/1", map[string]any{"cognito:groups": []string{"staff", "admins"}}, http.StatusOK},
		{"DELETE", "/orders/1", map[string]any{"cognito:groups": []string{"not-admins"}}, http.StatusForbidden},
		{"POST", "/orders", nil, http.StatusMethodNotAllowed},
	} {
		if status := p.ask(t, one.method, one.path, one.changes); status != one.status {
			t.Errorf("%s %s %v: %d, expected %d", one.method, one.path, one.changes, status, one.status)
		}
	}
}

func TestClaimsOfAnotherFormAreNoToken(t *testing.T) {
	p := newPool(t)
	for _, text := range []string{
		`{"cognito:groups": "admins"}`, `{"cognito:groups": {"admins": true}}`, `{"cognito:groups": [["admins"]]}`,
		`{"scope": ["orders/read"]}`, `{"scope": 1}`, `{"sub": null}`, `{"sub": 7}`, `{"exp": "tomorrow"}`,
		`{"exp": null}`, `{"client_id": ["web"]}`, `{"token_use": null}`,
	} {
		var changes map[string]any
		if err := json.Unmarshal([]byte(text), &changes); err != nil {
			t.Fatal(err)
		}
		for _, asked := range [][2]string{{"GET", "/me"}, {"DELETE", "/orders/1"}} {
			if status := p.ask(t, asked[0], asked[1], changes); status != http.StatusUnauthorized {
				t.Errorf("%s %s: %d", text, asked, status)
			}
		}
	}
}
