package lifetime

import "github.com/leaktight/leaktight/cmd/leaklint/internal/decision"

// The reasons for which a goroutine lives as long as the process by intent.
var (
	guarded      = decision.New(decision.Ends, "guarded-by-variable", "it is started under a test of a package variable, so once per process")
	singleton    = decision.New(decision.Ends, "singleton", "it is that of an object in a package variable, which a function without parameters starts")
	fromMain     = decision.New(decision.Ends, "started-by-main", "main starts it")
	fromCommand  = decision.New(decision.Ends, "started-by-command", "the function that a command line library runs for a command starts it")
	fromRun      = decision.New(decision.Ends, "started-by-run", "a Run method that returns the exit code of a command starts it")
	neverReturns = decision.New(decision.Ends, "starter-never-returns", "the function that starts it never returns, so nobody calls it again")
	underOnce    = decision.New(decision.Ends, "under-once", "a sync.Once of the process starts it")
	workers      = decision.New(decision.Ends, "counted-workers", "a loop whose rounds are counted starts it, in what runs once per process")
	calledOnce   = decision.New(decision.Ends, "called-once", "what starts it is called once per process")
)

// RegisteredByInit is the reason of what [Registered] reports.
var RegisteredByInit = decision.New(decision.Doubtful, "registered-by-init", "init registers the function that starts it, which may be called once")
