package quotes_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leaktight/leaktight/testdata/longtest"
)

var update = flag.Bool("update", false, "write the transcript anew")

// TestStory goes the whole way of a leak and compares what is seen on it with
// transcript.txt.
func TestStory(t *testing.T) {
	if !*update {
		longtest.Skip(t, "builds leaklint and a service")
	}
	s := newStory(t)
	s.note("The code: leaklint finds the leak before anything runs.")
	s.show(3, "leaklint", "./examples/quotes/...")
	s.note("A test that takes the path: leaktest says whose leak it is.")
	s.show(1, "go", "test", "-tags", "leaky", "-run", "Leaky", "./examples/quotes")
	s.note("Production: the service runs, 50 requests come, and somebody takes a capture.")
	service := s.start()
	service.ask(50)
	service.settle(100)
	s.curl(service, "earlier.txt")
	s.transcript.WriteString("\n")
	s.note("200 requests later: what grew since, and what does the source say of it?")
	service.ask(200)
	service.settle(500)
	s.curl(service, "now.txt")
	s.show(0, "leaklint", "triage", "-diff", "earlier.txt", "-top", "1", "now.txt", "--", "./examples/quotes")
	s.note("The same from the URL, in the form without go statements.")
	s.show(0, "leaklint", "triage", "-top", "1", service.url+"/debug/pprof/goroutine", "--", "./examples/quotes")
	s.note("The fix is room for every offer: make(chan offer, len(suppliers)).")
	fixed := s.start("-fixed")
	fixed.ask(50)
	fixed.settle(0)
	s.count(fixed, "Quote")
	s.show(0, "go", "test", "-run", "Fixed", "./examples/quotes")
	s.compare()
}

// A story runs commands in the root of the repository and keeps what they show.
type story struct {
	t          *testing.T
	root, bin  string
	transcript strings.Builder
	replaced   []string // what differs from run to run, and what stands for it
}

func newStory(t *testing.T) *story {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	s := &story{t: t, root: root, bin: t.TempDir()}
	s.replaced = []string{"\u00a0", " ", s.bin + string(filepath.Separator), ""}
	s.command("go", "build", "-o", s.program("leaklint"), "./cmd/leaklint")
	s.command("go", "build", "-o", s.program("serve"), "./examples/quotes/serve")
	return s
}

// program returns the path of a command that was built.
func (s *story) program(name string) string { return filepath.Join(s.bin, name+".exe") }

func (s *story) note(text string) { fmt.Fprintf(&s.transcript, "# %s\n", text) }

// show runs a command, checks its exit code and keeps what it wrote.
func (s *story) show(code int, name string, args ...string) {
	s.t.Helper()
	fmt.Fprintf(&s.transcript, "$ %s %s\n", name, strings.Join(args, " "))
	if name == "leaklint" {
		name = s.program(name)
		for i, arg := range args {
			if strings.HasSuffix(arg, ".txt") {
				args[i] = filepath.Join(s.bin, arg)
			}
		}
	}
	out, got := s.command(name, args...)
	if got != code {
		s.t.Fatalf("%s %q: exit code %d, want %d\n%s", name, args, got, code, out)
	}
	s.transcript.WriteString(out + "\n")
}

func (s *story) command(name string, args ...string) (out string, code int) {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), name, args...)
	cmd.Dir = s.root
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// curl captures the service as people do.
func (s *story) curl(service *service, file string) {
	s.t.Helper()
	fmt.Fprintf(&s.transcript, "$ curl -so %s '%s/debug/pprof/goroutine?debug=2'\n", file, service.url)
	if err := os.WriteFile(filepath.Join(s.bin, file), []byte(service.get("/debug/pprof/goroutine?debug=2")), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// count counts the lines of a capture that hold a word.
func (s *story) count(service *service, word string) {
	s.t.Helper()
	found := 0
	for line := range strings.Lines(service.get("/debug/pprof/goroutine?debug=2")) {
		if strings.Contains(line, word) {
			found++
		}
	}
	fmt.Fprintf(&s.transcript, "$ curl -s '%s/debug/pprof/goroutine?debug=2' | grep -c %s\n%d\n\n", service.url, word, found)
}

// A service is a running server.
type service struct {
	t   *testing.T
	url string
}

// start runs the server until the test ends.
func (s *story) start(args ...string) *service {
	s.t.Helper()
	fmt.Fprintf(&s.transcript, "$ %s &\n", strings.Join(append([]string{"serve"}, args...), " "))
	cmd := exec.Command(s.program("serve"), append(args, "-addr", "localhost:0")...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.t.Fatalf("serve did not say where it listens: %v", err)
	}
	url := strings.TrimSpace(line)
	s.replaced = append(s.replaced, url, "http://localhost:8080")
	return &service{s.t, url}
}

func (v *service) get(path string) string {
	v.t.Helper()
	resp, err := http.Get(v.url + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %s, %v", path, resp.Status, err)
	}
	return string(body)
}

// ask sends requests, one after the other.
func (v *service) ask(requests int) {
	v.t.Helper()
	for range requests {
		if got := v.get("/quote?article=tea"); got != "295\n" && got != "280\n" && got != "310\n" {
			v.t.Fatalf("a price of %q", got)
		}
	}
}

// settle waits until the given number of goroutines is blocked in a send, and no
// other one is on its way.
func (v *service) settle(blocked int) {
	v.t.Helper()
	got, all := -1, -1
	for late := time.Now().Add(20 * time.Second); time.Now().Before(late); time.Sleep(10 * time.Millisecond) {
		dump := v.get("/debug/pprof/goroutine?debug=2")
		got, all = strings.Count(dump, " [chan send"), strings.Count(dump, "Quote in goroutine")
		if got == blocked && all == blocked {
			return
		}
	}
	v.t.Fatalf("%d goroutines blocked in a send, %d in all, want %d", got, all, blocked)
}

var (
	elapsed = regexp.MustCompile(`\t?\(?\b\d+\.\d+s\)?|\t?\(cached\)`)
	// The server's own goroutines: one for each connection that is open.
	othersTotal = regexp.MustCompile(`(?m)^\d+ goroutines(, \d+ (?:more|fewer) than in|, as many as in| in \d+ groups)`)
	othersMore  = regexp.MustCompile(`(?m)^\d+ more groups?, .*$`)
	othersBelow = regexp.MustCompile(`(?s)\nwaiting for work, .*?\n\n`)
	othersGrew  = regexp.MustCompile(`\d+ groups? grew|no group grew`)
	numbers     = regexp.MustCompile(`(?m)^ +\d+ goroutines before, \d+ after\n`)
)

// compare compares what was seen with the transcript, but for how many other
// goroutines the server had and how long things took.
func (s *story) compare() {
	got := strings.NewReplacer(s.replaced...).Replace(s.transcript.String())
	got = elapsed.ReplaceAllString(got, "")
	const file = "transcript.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	steady := func(text string) string {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = othersTotal.ReplaceAllString(text, "N goroutines")
		text = othersMore.ReplaceAllString(text, "N more groups")
		text = othersBelow.ReplaceAllString(text, "\nwaiting for work\n\n")
		text = othersGrew.ReplaceAllString(text, "N groups grew")
		return numbers.ReplaceAllString(text, "")
	}
	if diff := cmp.Diff(steady(string(want)), steady(got)); diff != "" {
		s.t.Errorf("the transcript differs (-want +got), go test ./examples/quotes -update writes it anew:\n%s", diff)
	}
}
