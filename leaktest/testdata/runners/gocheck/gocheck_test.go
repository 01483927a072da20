package gc

import (
	"testing"
	"time"

	. "gopkg.in/check.v1"

	"github.com/leaktight/leaktight/leaktest"
)

func Test(t *testing.T) { TestingT(t) }

var block = make(chan int)

type S struct{ verify func() }

var _ = Suite(&S{})

func (s *S) SetUpTest(c *C)    { s.verify = leaktest.Check(c) }
func (s *S) TearDownTest(c *C) { s.verify() }
func (s *S) TestLeak(c *C)     { go func() { <-block }() }
func (s *S) TestClean(c *C)    { go time.Sleep(time.Millisecond) }

type D struct{}

var _ = Suite(&D{})

func (s *D) TestLeakDefer(c *C) {
	defer leaktest.Check(c)()
	go func() { <-block }()
}

// U has one check for all of its tests.
type U struct{ verify func() }

var _ = Suite(&U{})

func (s *U) SetUpSuite(c *C)    { s.verify = leaktest.Check(c) }
func (s *U) TearDownSuite(c *C) { s.verify() }
func (s *U) TestLeak(c *C)      { go func() { <-block }() }
func (s *U) TestClean(c *C)     {}

// V is clean.
type V struct{ verify func() }

var _ = Suite(&V{})

func (s *V) SetUpTest(c *C)    { s.verify = leaktest.Check(c) }
func (s *V) TearDownTest(c *C) { s.verify() }
func (s *V) TestClean(c *C)    { go time.Sleep(time.Millisecond) }
func (s *V) TestAlso(c *C)     { c.Assert(1, Equals, 1) }
