// Package backend is a small API behind Amazon Cognito.
package backend

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// Claims are those of Cognito's access tokens that the back end uses.
type Claims struct {
	jwt.RegisteredClaims
	TokenUse string `json:"token_use"`
	ClientID string `json:"client_id"`
}

// New makes the handler for the user pool that getenv names.
func New(getenv func(string) string) (http.Handler, error) {
	keys, err := keyfunc.NewDefault([]string{getenv("COGNITO_JWKS_URI")})
	if err != nil {
		return nil, err
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256"}),
		jwt.WithIssuer(getenv("COGNITO_ISSUER")),
		jwt.WithExpirationRequired(),
	)
	clientID := getenv("COGNITO_CLIENT_ID")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !found {
			refuse(w, "Bearer")
			return
		}
		var claims Claims
		_, err := parser.ParseWithClaims(token, &claims, keys.Keyfunc)
		if err != nil || claims.TokenUse != "access" || claims.ClientID != clientID {
			refuse(w, `Bearer error="invalid_token"`)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"sub": claims.Subject})
	}), nil
}

func refuse(w http.ResponseWriter, challenge string) {
	w.Header().Set("WWW-Authenticate", challenge)
	http.Error(w, `{"title":"unauthorized"}`, http.StatusUnauthorized)
}
