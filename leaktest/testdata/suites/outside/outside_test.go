package outside

import (
	"bytes"
	"os/exec"
	"testing"

	"github.com/leaktight/leaktight/leaktest"
)

func TestMain(m *testing.M) { leaktest.VerifyTestMain(m) }

func TestInC(t *testing.T) {
	leaktest.Check(t)
	inC()
}

func TestThread(t *testing.T) {
	leaktest.Check(t)
	inThread()
}

// TestGrandchild: the command ends, and what it has started holds its output.
func TestGrandchild(t *testing.T) {
	leaktest.Check(t)
	cmd := exec.Command("sh", "-c", "sleep 60 & exit 0")
	cmd.Stdout = new(bytes.Buffer)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go cmd.Wait()
}

func TestPlain(t *testing.T) {
	leaktest.Check(t)
	go func() {
		<-make(chan int)
	}()
}
