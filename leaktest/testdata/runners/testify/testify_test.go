// Package testify calls Check in each place that a testify suite has. A method
// whose name begins with TestLeak must fail, and no other but the suite's own.
package testify

import (
	"testing"
	"time"

	"github.com/stretchr/testify/suite"

	"github.com/leaktight/leaktight/leaktest"
)

func leak() { go func() { select {} }() }

type setup struct{ suite.Suite }

func (s *setup) SetupTest() { leaktest.Check(s.T()) }

func (s *setup) TestLeak()  { leak() }
func (s *setup) TestClean() { go time.Sleep(time.Millisecond) }
func (s *setup) TestLeakInSubtest() {
	s.Run("sub", func() { leak() })
}

func TestSetup(t *testing.T) { suite.Run(t, new(setup)) }

type teardown struct {
	suite.Suite
	verify func()
}

func (s *teardown) SetupTest()    { s.verify = leaktest.Check(s.T()) }
func (s *teardown) TearDownTest() { s.verify() }

func (s *teardown) TestLeak()  { leak() }
func (s *teardown) TestClean() {}

func TestTeardown(t *testing.T) { suite.Run(t, new(teardown)) }

type whole struct{ suite.Suite }

func (s *whole) SetupSuite() { leaktest.Check(s.T()) }

func (s *whole) TestStarts() { leak() }
func (s *whole) TestClean()  {}

func TestLeakOfTheSuite(t *testing.T) { suite.Run(t, new(whole)) }

// The methods run in parallel and share the T of whichever came last, so that a
// Check after Parallel is not that of the method that calls it.
type parallel struct{ suite.Suite }

func (s *parallel) TestLeakA() { s.T().Parallel(); leaktest.Check(s.T()); leak() }
func (s *parallel) TestLeakB() { s.T().Parallel(); leaktest.Check(s.T()); leak() }
func (s *parallel) TestLeakC() { s.T().Parallel(); leaktest.Check(s.T()); leak() }

func TestParallel(t *testing.T) { suite.Run(t, new(parallel)) }

// Only one of them calls Check, with the T of another, which lasts until then.
type lone struct {
	suite.Suite
	checked chan bool
}

func (s *lone) SetupSuite() { s.checked = make(chan bool, 1) }

func (s *lone) TestA() { s.T().Parallel(); leaktest.Check(s.T()); s.checked <- true }
func (s *lone) TestB() { s.T().Parallel(); <-s.checked; s.checked <- true }

func TestLone(t *testing.T) { suite.Run(t, new(lone)) }

// The same with the T taken before, as it is meant to be.
type own struct{ suite.Suite }

func (s *own) TestLeak()  { t := s.T(); t.Parallel(); leaktest.Check(t); leak() }
func (s *own) TestClean() { t := s.T(); t.Parallel(); leaktest.Check(t) }

func TestOwn(t *testing.T) { suite.Run(t, new(own)) }

type embedded struct{ setup }

func (s *embedded) TestAlsoClean() {}

func TestEmbedded(t *testing.T) { suite.Run(t, new(embedded)) }
