// Package backend is a small API behind Amazon Cognito, which checks scopes and groups per route.
package backend

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

// Claims are those of Cognito's access tokens that the back end uses. A claim of another form, such as groups in a
// text, doesn't fit them, and the token is refused.
type Claims struct {
	jwt.RegisteredClaims
	TokenUse string   `json:"token_use"`
	ClientID string   `json:"client_id"`
	Scope    string   `json:"scope"`
	Groups   []string `json:"cognito:groups"`
}

// Validate refuses what is no access token of somebody's; the parser calls it after its own checks.
func (c Claims) Validate() error {
	if c.TokenUse != "access" || c.Subject == "" {
		return errors.New("no access token")
	}
	return nil
}

// backend verifies access tokens of one user pool's app clients.
type backend struct {
	parser    *jwt.Parser
	keys      keyfunc.Keyfunc
	clientIDs []string
}

// rule is what a route asks of a token.
type rule struct{ scope, group string }

// New makes the handler for the user pool that getenv names: COGNITO_CLIENT_IDS, or COGNITO_CLIENT_ID.
func New(getenv func(string) string) (http.Handler, error) {
	keys, err := keyfunc.NewDefault([]string{getenv("COGNITO_JWKS_URI")})
	if err != nil {
		return nil, err
	}
	clientIDs := getenv("COGNITO_CLIENT_IDS")
	if clientIDs == "" {
		clientIDs = getenv("COGNITO_CLIENT_ID")
	}
	b := &backend{
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{"RS256"}),
			jwt.WithIssuer(getenv("COGNITO_ISSUER")),
			jwt.WithExpirationRequired(),
		),
		keys:      keys,
		clientIDs: strings.Split(clientIDs, ","),
	}
	routes := http.NewServeMux()
	routes.Handle("GET /me", b.route(rule{}, func(r *http.Request, c *Claims) any {
		return map[string]any{"sub": c.Subject, "groups": c.Groups}
	}))
	routes.Handle("GET /orders", b.route(rule{scope: "orders/read"}, func(r *http.Request, c *Claims) any {
		return map[string]any{"orders": []map[string]any{{"id": 1, "for": c.Subject}}}
	}))
	routes.Handle("DELETE /orders/{id}", b.route(rule{group: "admins"}, func(r *http.Request, c *Claims) any {
		return map[string]any{"cancelled": r.PathValue("id")}
	}))
	return routes, nil
}

// route answers those whose token the rule lets in.
func (b *backend) route(asked rule, answer func(*http.Request, *Claims) any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			refuse(w, http.StatusUnauthorized, "unauthorized", "Bearer")
			return
		}
		var claims Claims
		parsed, err := b.parser.ParseWithClaims(token, &claims, b.keys.Keyfunc)
		if err != nil || isCritical(parsed) || !slices.Contains(b.clientIDs, claims.ClientID) {
			// Why it was refused is nothing for whoever sent it.
			refuse(w, http.StatusUnauthorized, "unauthorized", `Bearer error="invalid_token"`)
			return
		}
		if asked.scope != "" && !slices.Contains(strings.Fields(claims.Scope), asked.scope) {
			challenge := fmt.Sprintf(`Bearer error="insufficient_scope", scope="%s"`, asked.scope)
			refuse(w, http.StatusForbidden, "needs the scope "+asked.scope, challenge)
			return
		}
		if asked.group != "" && !slices.Contains(claims.Groups, asked.group) {
			refuse(w, http.StatusForbidden, "needs the group "+asked.group, "")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer(r, &claims))
	})
}

// isCritical says whether the header has members that whoever doesn't know them must refuse (RFC 7515 section 4.1.11),
// which the parser passes over. Cognito's tokens have none.
func isCritical(token *jwt.Token) bool {
	_, found := token.Header["crit"]
	return found
}

func refuse(w http.ResponseWriter, status int, title, challenge string) {
	if challenge != "" {
		w.Header().Set("WWW-Authenticate", challenge)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": title, "status": status})
}
