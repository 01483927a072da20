//go:build !windows

package triage_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A browser is a headless Chromium that is driven over two pipes, by the
// protocol of its developer tools: JSON messages that end with a zero byte.
// https://chromedevtools.github.io/devtools-protocol/
type browser struct {
	t       *testing.T
	in      io.Writer
	out     *bufio.Reader
	id      int
	session string
	said    string // the file of what the browser says of itself
}

// startBrowser opens a file in a browser, and skips the test where there is none.
func startBrowser(t *testing.T, file string) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("there is no Chromium: the page's behavior in a browser was not tested")
	}
	var b *browser
	var target any
	for attempt := 1; ; attempt++ {
		b = launchBrowser(t, program)
		created, err := b.try("Target.createTarget", map[string]any{"url": "about:blank"})
		if err == nil {
			target = created["targetId"]
			break
		}
		// A browser that ends before it has a page says nothing of the page.
		if attempt == 3 {
			text, _ := os.ReadFile(b.said)
			t.Fatalf("the browser does not start: %v\n%s", err, text)
		}
	}
	b.session = b.call("Target.attachToTarget", map[string]any{"targetId": target, "flatten": true})["sessionId"].(string)
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	b.call("Page.navigate", map[string]any{"url": "file://" + path})
	for late := time.Now().Add(20 * time.Second); b.eval("document.readyState + location.protocol") != "completefile:"; {
		if time.Now().After(late) {
			t.Fatal("the page does not load")
		}
		time.Sleep(20 * time.Millisecond)
	}
	return b
}

// launchBrowser starts the program.
func launchBrowser(t *testing.T, program string) *browser {
	t.Helper()
	toBrowser, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, fromBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "triage-browser-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--no-first-run", "--remote-debugging-pipe", "--user-data-dir="+profile)
	cmd.ExtraFiles = []*os.File{toBrowser, fromBrowser} // descriptors 3 and 4
	said, err := os.Create(filepath.Join(profile, "said"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said.Close()
	toBrowser.Close()
	fromBrowser.Close()
	t.Cleanup(func() {
		in.Close()
		cmd.Process.Kill()
		cmd.Wait()
		out.Close()
		// Children of the browser may write a moment longer than it lives, which is
		// why this is no t.TempDir: what they write last stays behind.
		os.RemoveAll(profile)
	})
	if err := out.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, in: in, out: bufio.NewReader(out), said: said.Name()}
}

// call sends a command and returns its result. Events in between are dropped.
func (b *browser) call(method string, params map[string]any) map[string]any {
	b.t.Helper()
	result, err := b.try(method, params)
	if err != nil {
		text, _ := os.ReadFile(b.said)
		b.t.Fatalf("%v\n%s", err, text)
	}
	return result
}

// try is call that returns what is wrong.
func (b *browser) try(method string, params map[string]any) (map[string]any, error) {
	b.id++
	message := map[string]any{"id": b.id, "method": method, "params": params}
	if b.session != "" {
		message["sessionId"] = b.session
	}
	text, err := json.Marshal(message)
	if err != nil {
		return nil, err
	}
	if _, err := b.in.Write(append(text, 0)); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	for {
		answer, err := b.out.ReadBytes(0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", method, err)
		}
		var got struct {
			ID     int
			Result map[string]any
			Error  any
		}
		if err := json.Unmarshal(answer[:len(answer)-1], &got); err != nil {
			return nil, fmt.Errorf("%s: %w", method, err)
		}
		if got.ID != b.id {
			continue
		}
		if got.Error != nil {
			return nil, fmt.Errorf("%s: %v", method, got.Error)
		}
		return got.Result, nil
	}
}

// eval runs JavaScript in the page and returns the value.
func (b *browser) eval(script string) any {
	b.t.Helper()
	got := b.call("Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true})
	if e, failed := got["exceptionDetails"]; failed {
		b.t.Fatalf("%s: %v", script, e)
	}
	return got["result"].(map[string]any)["value"]
}

// press presses a key as a person would.
func (b *browser) press(key string, code int, text string) {
	b.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
		if kind == "keyDown" {
			params["text"] = text
		}
		b.call("Input.dispatchKeyEvent", params)
	}
}

func (b *browser) tab()   { b.press("Tab", 9, "") }
func (b *browser) enter() { b.press("Enter", 13, "\r") }

const focused = `(() => {
	const e = document.activeElement, style = getComputedStyle(e)
	return e.tagName + (e.dataset.key || e.id || '') + ' ' + style.outlineStyle + ' ' + style.outlineWidth
})()`

// TestKeyboard walks through the page by the Tab key alone: each control is
// reached, shows that it has the focus, and works by Enter.
func TestKeyboard(t *testing.T) {
	writtenPage(t)
	b := startBrowser(t, "page.html")
	rows := int(b.eval("document.querySelectorAll('tbody tr').length").(float64))
	want := []string{"INPUTfilter", "BUTTONexpand", "BUTTONcount", "BUTTONgrown", "BUTTONproven", "BUTTONminutes", "SUMMARY", "PRE"}
	for _, control := range want {
		b.tab()
		if got, _ := b.eval(focused).(string); got != control+" solid 3px" {
			t.Errorf("Tab leads to %q, want %q with a visible outline", got, control+" solid 3px")
		}
		switch control {
		case "BUTTONexpand":
			b.enter()
			if open := b.eval("document.querySelectorAll('details[open]').length"); open != float64(rows) {
				t.Errorf("Enter on the button opens %v of %d groups", open, rows)
			}
		case "BUTTONcount":
			for _, order := range []string{"descending", "ascending"} {
				b.enter()
				sorted := b.eval(`(() => {
					const counts = [...document.querySelectorAll('tbody tr')].map(r => +r.dataset.count)
					const up = counts.every((n, i) => !i || counts[i-1] <= n), down = counts.every((n, i) => !i || counts[i-1] >= n)
					return (up ? 'ascending' : down ? 'descending' : 'unsorted') + ' ' + document.querySelector('th').getAttribute('aria-sort')
				})()`)
				if sorted != order+" "+order {
					t.Errorf("after Enter the rows and the head are %v, want %s both", sorted, order)
				}
			}
		case "SUMMARY":
			b.enter()
			if open := b.eval("document.activeElement.parentElement.open"); open != false {
				t.Errorf("Enter does not close the group: open is %v", open)
			}
			b.enter()
		}
	}
	b.eval("document.getElementById('filter').focus()")
	for _, c := range "waitFor" {
		b.press(string(c), int(strings.ToUpper(string(c))[0]), string(c))
	}
	if got := b.eval("document.getElementById('status').textContent"); !strings.HasPrefix(got.(string), "1 of ") {
		t.Errorf("the filter says %q, want one group", got)
	}
}

// contrast returns the lowest contrast between a text and its background, by the
// formula of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
const contrast = `(() => {
	const rgb = c => c.match(/[\d.]+/g).map(Number)
	const light = c => { const [r, g, b] = rgb(c).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126*r + 0.7152*g + 0.0722*b }
	const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c } return 'rgb(255,255,255)' }
	let lowest = 21
	for (const e of document.querySelectorAll('main *')) {
		if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue
		const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x)
		lowest = Math.min(lowest, (a + 0.05) / (b + 0.05))
	}
	return lowest
})()`

// TestSchemes: in light and in dark every text stands out from its background by
// the 4.5 of WCAG's level AA, and nothing is wider than a narrow window.
func TestSchemes(t *testing.T) {
	writtenPage(t)
	b := startBrowser(t, "page.html")
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": false})
	grounds := make(map[any]bool)
	for _, scheme := range []string{"light", "dark"} {
		b.call("Emulation.setEmulatedMedia", map[string]any{"features": []any{map[string]any{"name": "prefers-color-scheme", "value": scheme}}})
		if got, _ := b.eval(contrast).(float64); got < 4.5 || got > 21 {
			t.Errorf("%s: a text has a contrast of %.2f, want 4.5 or more", scheme, got)
		}
		grounds[b.eval("getComputedStyle(document.body).backgroundColor")] = true
	}
	if len(grounds) != 2 {
		t.Errorf("light and dark have the same background: %v", grounds)
	}
	if wide, _ := b.eval("document.documentElement.scrollWidth").(float64); wide == 0 || wide > 400 {
		t.Errorf("the page is %v wide in a window of 400", wide)
	}
	if loaded := b.eval("performance.getEntriesByType('resource').length"); loaded != float64(0) {
		t.Errorf("the page loads %v things from elsewhere", loaded)
	}
}
