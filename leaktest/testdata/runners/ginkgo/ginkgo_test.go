package ginkgo

import (
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/leaktight/leaktight/leaktest"
)

func Test(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "ginkgo")
}

var block = make(chan int)

// as leaktest/goleak/README.md says: "in the same place; GinkgoT() in place of t"
var _ = Describe("leaktest in BeforeEach", func() {
	BeforeEach(func() { leaktest.Check(GinkgoT()) })
	It("leaks", func() { go func() { <-block }() })
})

var _ = Describe("leaktest.Check()() by DeferCleanup in BeforeEach", func() {
	BeforeEach(func() { DeferCleanup(leaktest.Check(GinkgoT())) })
	It("leaks", func() { go func() { <-block }() })
})

var _ = Describe("leaktest in It", func() {
	It("leaks", func() { leaktest.Check(GinkgoT()); go func() { <-block }() })
})

var _ = Describe("leaktest in BeforeEach, leak in BeforeEach", func() {
	BeforeEach(func() { leaktest.Check(GinkgoT()); go func() { <-block }() })
	It("x", func() {})
})

var _ = Describe("gleak in BeforeEach", func() {
	BeforeEach(func() {
		before := gleak.Goroutines()
		DeferCleanup(func() {
			Eventually(gleak.Goroutines).WithTimeout(300 * time.Millisecond).ShouldNot(gleak.HaveLeaked(before))
		})
	})
	It("leaks", func() { go func() { <-block }() })
})
