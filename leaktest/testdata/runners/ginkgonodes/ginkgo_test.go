// Package ginkgonodes calls Check in each kind of node that Ginkgo has. A spec
// whose text begins with "leaks" must fail, and no other.
package ginkgonodes

import (
	"context"
	"os"
	"runtime/pprof"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/leaktight/leaktight/leaktest"
)

func TestSpecs(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "nodes")
}

func TestMain(m *testing.M) {
	if os.Getenv("MAIN") != "" {
		leaktest.VerifyTestMain(m)
	}
	os.Exit(m.Run())
}

func leak() { go func() { select {} }() }

func relay() {
	done := make(chan bool)
	go func() { leak(); close(done) }() // the one in between ends
	<-done
}

var _ = Describe("BeforeEach", func() {
	BeforeEach(func() { leaktest.Check(GinkgoT()) })
	It("leaks", func() { leak() })
	It("leaks by a goroutine that ends", func() { relay() })
	It("leaks after a label", func() {
		pprof.Do(context.Background(), pprof.Labels("a", "b"), func(context.Context) {})
		leak()
	})
	It("is clean", func() { go time.Sleep(time.Millisecond) })
	It("is clean after DeferCleanup", func() {
		stop := make(chan bool)
		go func() { <-stop }()
		DeferCleanup(func() { close(stop) })
	})
})

var _ = Describe("JustBeforeEach", func() {
	JustBeforeEach(func() { leaktest.Check(GinkgoT()) })
	It("leaks", func() { leak() })
	It("is clean", func() {})
})

var _ = Describe("AfterEach", func() {
	var verify func()
	BeforeEach(func() { verify = leaktest.Check(GinkgoT()) })
	AfterEach(func() { verify() })
	It("leaks", func() { leak() })
	It("is clean", func() {})
})

var _ = Describe("DeferCleanup of the function that Check returns", func() {
	BeforeEach(func() {
		verify := leaktest.Check(GinkgoT())
		DeferCleanup(func() { verify() })
	})
	It("leaks", func() { leak() })
	It("is clean", func() {})
})

var _ = DescribeTable("a table", func(leaks bool) {
	leaktest.Check(GinkgoT())
	if leaks {
		leak()
	}
}, Entry("leaks", true), Entry("is clean", false))

var _ = Describe("BeforeAll", Ordered, func() {
	BeforeAll(func() { leaktest.Check(GinkgoT()) })
	It("starts", func() { leak() })
	It("leaks, seen at the end of the container", func() {})
})

var _ = Describe("BeforeAll and BeforeEach", Ordered, func() {
	BeforeAll(func() { leaktest.Check(GinkgoT()) })
	BeforeEach(func() { leaktest.Check(GinkgoT()) })
	It("leaks, and is reported once", func() { leak() })
	It("is clean", func() {})
})

var _ = Describe("Check in DeferCleanup", func() {
	It("leaks, says that it is too late", func() {
		DeferCleanup(func() { leaktest.Check(GinkgoT()) })
	})
})

var _ = Describe("a nested", func() {
	BeforeEach(func() { leaktest.Check(GinkgoT()) })
	Context("container", func() {
		BeforeEach(func() { DeferCleanup(func() {}) })
		It("leaks", func() { leak() })
		It("is clean with Eventually", func() {
			done := make(chan bool)
			go func() { time.Sleep(20 * time.Millisecond); close(done) }()
			Eventually(done).Should(BeClosed())
		})
	})
	AfterEach(func() {})
	It("skips", func() { Skip("not today") })
})

var _ = Describe("a spec context", func() {
	It("leaks", func(ctx SpecContext) {
		leaktest.Check(GinkgoT())
		leak()
	}, NodeTimeout(time.Minute))
	It("is clean", func(ctx SpecContext) {
		leaktest.Check(GinkgoT())
		go func() { <-ctx.Done() }()
	}, NodeTimeout(time.Minute))
})

var _ = Describe("CheckGrowth", func() {
	It("leaks", func() { leaktest.CheckGrowth(GinkgoT(), 5, leak) })
	It("is clean", func() { leaktest.CheckGrowth(GinkgoT(), 5, func() {}) })
})
