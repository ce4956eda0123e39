// Package serve is an environment for a test suite: `run.py serve` as a value with methods (docs/serve.md).
// Copy it; it needs the standard library alone.
package serve

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"sync"
)

// Error is what the program refused; Code is one of docs/errors.md.
type Error struct{ Code, Text string }

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.Text) }

// User is a test user. Password is secret.
type User struct {
	Username, Email, Password string
	Groups                    []string
}

// Tokens are verified tokens of a user or a machine.
type Tokens struct {
	AccessToken  string                    `json:"access_token"`
	IDToken      string                    `json:"id_token"`
	RefreshToken string                    `json:"refresh_token"`
	Claims       map[string]map[string]any `json:"claims"`
}

// Environment answers one request at a time; its methods may be called from several goroutines.
type Environment struct {
	Variables map[string]string
	mutex     sync.Mutex
	command   *exec.Cmd
	requests  io.WriteCloser
	answers   *bufio.Reader
}

// Open deploys an environment; command begins `run.py`, e.g. []string{"python3", "automation/run.py"}.
func Open(command []string, options ...string) (*Environment, error) {
	arguments := append(append(append([]string{}, command[1:]...), "serve", "--quiet"), options...)
	environment := &Environment{command: exec.Command(command[0], arguments...)}
	environment.command.Stderr = os.Stderr
	requests, err := environment.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := environment.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	environment.requests, environment.answers = requests, bufio.NewReader(answers)
	if err := environment.command.Start(); err != nil {
		return nil, err
	}
	var ready struct{ Variables map[string]string }
	if err := environment.read(&ready); err != nil {
		_ = environment.Close()
		return nil, err
	}
	environment.Variables = ready.Variables
	return environment, nil
}

// CreateUser makes a user with these members of the call `create_user`; nil for a user that is made up.
func (e *Environment) CreateUser(members map[string]any) (User, error) {
	var answer struct{ User User }
	err := e.ask("create_user", members, &answer)
	return answer.User, err
}

// Tokens signs in with these members of the call `tokens`; nil for the environment's own user.
func (e *Environment) Tokens(members map[string]any) (Tokens, error) {
	var answer Tokens
	err := e.ask("tokens", members, &answer)
	return answer, err
}

// HostileToken is a token that a back end must refuse (docs/hostile-tokens.md).
type HostileToken struct {
	Name, Reason string
	// Authorization is the header's value; empty where there is to be none.
	Authorization string
}

// HostileTokens has these members of the call `hostile_tokens`; nil for a route that asks for no scope and no group.
func (e *Environment) HostileTokens(members map[string]any) ([]HostileToken, error) {
	var answer struct{ Tokens []HostileToken }
	err := e.ask("hostile_tokens", members, &answer)
	return answer.Tokens, err
}

// Close destroys the environment.
func (e *Environment) Close() error {
	_ = e.requests.Close()
	return e.command.Wait()
}

func (e *Environment) ask(call string, members map[string]any, answer any) error {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	request := map[string]any{"do": call}
	maps.Copy(request, members)
	if err := json.NewEncoder(e.requests).Encode(request); err != nil {
		return err
	}
	return e.read(answer)
}

func (e *Environment) read(answer any) error {
	line, err := e.answers.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("serve has ended: %w", err)
	}
	var outcome struct {
		OK    bool
		Error Error
	}
	if err := json.Unmarshal(line, &outcome); err != nil {
		return err
	}
	if !outcome.OK {
		return &outcome.Error
	}
	return json.Unmarshal(line, answer)
}
